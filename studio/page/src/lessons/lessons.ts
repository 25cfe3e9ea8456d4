// The thirteen lessons: a prepared state each, three things to try (each can be done by its button), and what to see.
import type { Tab } from "../live/resources";
import type { Value } from "../protocol";

/// What the button of an attempt does, in this order; settings of a trained run are set in a new one beside it.
export interface Deed { options?: Record<string, number>; settings?: Record<string, Value>; keep?: string[]; train?: boolean; step?: boolean; tab?: Tab }
export interface Attempt { say: string; deed?: Deed }
export type Widget = "solver" | "losses" | "descent" | "activations" | "softmax" | "labels" | "window";

export interface Lesson {
  title: string; data: string; options?: Record<string, number>; keep?: string[]; settings: Record<string, Value>;
  widget?: Widget; attempts: [Attempt, Attempt, Attempt]; see: string;
}

const trained = (settings: Record<string, Value>): Deed => ({ settings, train: true });

export const kLessons: Lesson[] = [
  { title: "A neuron is a logistic regression", data: "breast_cancer", keep: ["mean_radius", "mean_texture"], widget: "solver",
    settings: { network: "", epochs: 200, learning_rate: 0.03, l2: 0 },
    attempts: [{ say: "Train: the line turns until it divides the plane.", deed: { train: true } },
               { say: "Compare the weights with those of the solver beneath: Newton's method on the same rows." },
               { say: "Turn mean_texture off: one weight is left, and the line stands upright.", deed: { keep: ["mean_radius"], train: true } }],
    see: "One straight line divides the plane: without a hidden layer the network is a logistic regression, and its weights are the regression's." },
  { title: "Layers", data: "coffee", settings: { network: "dense 2 sigmoid", epochs: 300, learning_rate: 0.03 },
    attempts: [{ say: "Train, and look at the picture of each hidden unit.", deed: { train: true } },
               { say: "Remove one unit: one rule is missing.", deed: trained({ network: "dense 1 sigmoid" }) },
               { say: "Add a third unit.", deed: trained({ network: "dense 3 sigmoid" }) }],
    see: "Each hidden unit finds one rule, and the output joins them." },
  { title: "Generalising", data: "spiral", options: { noise: 0.2 }, settings: { network: "dense 64 relu; dense 64 relu", epochs: 400, learning_rate: 0.01 },
    attempts: [{ say: "Train long, and watch both loss curves.", deed: { train: true } },
               { say: "Raise L2 to 0.01.", deed: trained({ l2: 0.01 }) },
               { say: "Halve the rows, and train again.", deed: { options: { noise: 0.2, rows: 200 }, train: true } }],
    see: "The curves of training and validation part; L2 and more data close the gap." },
  { title: "Probability", data: "gaussians", settings: { network: "", epochs: 100, learning_rate: 0.03 },
    attempts: [{ say: "Train, then choose rows across the border and read their probabilities.", deed: { train: true, tab: "why" } },
               { say: "Look at Calibration in Mistakes.", deed: { tab: "mistakes" } },
               { say: "More noise: the classes overlap further.", deed: { options: { noise: 0.45 }, train: true } }],
    see: "Of the rows answered with 70 %, about seven in ten have that class." },
  { title: "Define, compile, fit", data: "digits", settings: { network: "dense 25 relu; dense 15 relu", epochs: 30, learning_rate: 0.003 },
    attempts: [{ say: "Define: take out a layer of the network.", deed: { settings: { network: "dense 25 relu" } } },
               { say: "Compile: choose another optimizer.", deed: { settings: { optimizer: "sgd" } } },
               { say: "Fit: train.", deed: { train: true } }],
    see: "The three steps of a program are three places on the screen: the network, the bar with its settings, and the button Train." },
  { title: "Loss", data: "plane", widget: "losses", settings: { network: "", epochs: 100, learning_rate: 0.03, loss: "mean_squared_error" },
    attempts: [{ say: "Train with the squared error.", deed: { train: true } }, { say: "Train with the absolute error.", deed: trained({ loss: "mean_absolute_error" }) },
               { say: "Train with the Huber error, and compare the runs.", deed: { ...trained({ loss: "huber" }), tab: "runs" } }],
    see: "The squared error follows rows that lie far off; the absolute and the Huber error follow the many. −log a asks for confidence only where it is right." },
  { title: "Gradient descent", data: "plane", widget: "descent", settings: { network: "", optimizer: "sgd", learning_rate: 0.01, epochs: 50 },
    attempts: [{ say: "Learning rate 0.01, then 0.3, then 3 on the surface beneath: creeping, arriving, diverging." },
               { say: "Batch 1, then 8, then all: the smaller the batch, the more the path wavers." },
               { say: "Step the network itself by one batch, and watch the weights of its output unit.", deed: { step: true } }],
    see: "A small rate creeps, a good one arrives, a large one diverges; small batches are noisy." },
  { title: "Activations", data: "kink", widget: "activations", settings: { network: "dense 2 relu", epochs: 300, learning_rate: 0.01 },
    attempts: [{ say: "Linear hidden units: the answer stays one straight line.", deed: trained({ network: "dense 2 linear" }) },
               { say: "ReLU: two pieces add up to the kink.", deed: trained({ network: "dense 2 relu" }) },
               { say: "Four layers of sigmoids: look at the gradients of the first in Layers.",
                 deed: { ...trained({ network: "dense 4 sigmoid; dense 4 sigmoid; dense 4 sigmoid; dense 4 sigmoid" }), tab: "layers" } }],
    see: "Linear units stay one line; ReLU pieces add up to the kink; through many sigmoids the derivatives vanish." },
  { title: "Softmax", data: "blobs", widget: "softmax", settings: { network: "", epochs: 100, learning_rate: 0.03 },
    attempts: [{ say: "Move the three logits beneath by hand." }, { say: "Add 1000 to all of them: the probabilities may not change." },
               { say: "Train, and look at the three fields of the surface.", deed: { train: true } }],
    see: "The accurate form subtracts the largest logit first; the naive one overflows, and the loss with it." },
  { title: "Several labels", data: "street", widget: "labels", settings: { network: "dense 8 relu", epochs: 100, learning_rate: 0.01 },
    attempts: [{ say: "Train: each label is answered by its own sigmoid.", deed: { train: true } },
               { say: "Move the threshold of one label beneath: the others stay as they are." },
               { say: "Take a label off: two outputs are left.", deed: trained({ target: "car,bus" }) }],
    see: "Labels are answered one by one; their probabilities need not sum to one." },
  { title: "Adam", data: "ill_scaled", widget: "descent", settings: { network: "", optimizer: "sgd", learning_rate: 0.01, epochs: 60 },
    attempts: [{ say: "Train with gradient descent.", deed: trained({ optimizer: "sgd" }) }, { say: "Train with momentum.", deed: trained({ optimizer: "sgd momentum=0.9" }) },
               { say: "Train with Adam, and compare the runs; beneath, all three go down the same surface.", deed: { ...trained({ optimizer: "adam" }), tab: "lesson" } }],
    see: "Adam gives each weight its own step size, so none waits for another." },
  { title: "Convolution", data: "shapes", widget: "window", settings: { network: "conv2d 8 3x3 relu; maxpool 2; conv2d 16 3x3 relu; maxpool 2; flatten; dense 32 relu", epochs: 20 },
    attempts: [{ say: "Slide the window beneath over the image: each place gives one number of the map." },
               { say: "Train with windows of 5x5.", deed: trained({ network: "conv2d 8 5x5 relu; maxpool 2; flatten; dense 32 relu" }) },
               { say: "Look at what each layer sees in Maps.", deed: { tab: "maps" } }],
    see: "A filter has few weights, and every place of the image shares them." },
  { title: "Back propagation", data: "xor", settings: { network: "dense 2 tanh", epochs: 200, learning_rate: 0.03 },
    attempts: [{ say: "Open Back propagation, and press Next to the end.", deed: { tab: "backprop" } },
               { say: "Press Back, and follow one derivative to its weight.", deed: { tab: "backprop" } },
               { say: "Change a weight by 0.001 beneath the graph.", deed: { tab: "backprop" } }],
    see: "Each derivative is computed once, and the finite difference agrees: N + P steps, not N × P." },
];

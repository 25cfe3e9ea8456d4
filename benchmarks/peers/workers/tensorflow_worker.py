"""TensorFlow: a Keras model, whose training step is one tf.function; images channels last.

Argument "xla": step and prediction are compiled by XLA (jit_compile).
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402
from keras import layers  # noqa: E402

from common import channels_last, serve  # noqa: E402


class Builder:
    """Makes a model, and remembers its layers in the order in which work.json has parameters."""

    def __init__(self, work):
        self.made = []
        shape = work.inputs if len(work.inputs) == 1 else [*work.inputs[1:], work.inputs[0]]
        inputs = [keras.Input(shape)]
        x = inputs[0]
        if work.embeddings:
            inputs.append(keras.Input([len(work.embeddings)], dtype="int32"))
            vectors = [self.use(layers.Embedding(*pair), inputs[1][:, i])
                       for i, pair in enumerate(work.embeddings)]
            x = layers.Concatenate()([x, *vectors])
        for words in work.layers:
            x = self.layer(words, x)
        self.model = keras.Model(inputs, self.use(layers.Dense(work.outputs), x))

    def use(self, layer, x):
        self.made.append(layer)
        return layer(x)

    def norm(self, x, momentum):
        return self.use(layers.BatchNormalization(momentum=momentum), x)

    def conv(self, x, filters, window, stride=1, padding="same", **settings):
        settings = {"use_bias": False, **settings}
        return self.use(layers.Conv2D(filters, window, stride, padding, **settings), x)

    def residual(self, x, filters, stride):
        y = layers.ReLU()(self.norm(self.conv(x, filters, 3, stride), 0.9))
        y = self.norm(self.conv(y, filters, 3), 0.9)
        if x.shape != y.shape:
            x = self.norm(self.conv(x, filters, 1, stride), 0.9)
        return layers.ReLU()(layers.Add()([y, x]))

    def layer(self, words, x):
        activation = "relu" if "relu" in words else None
        match words:
            case ["dense", units, *_]:
                return self.use(layers.Dense(int(units), activation), x)
            case ["conv2d", filters, _, *rest]:
                padding = "same" if "same" in rest else "valid"
                return self.conv(x, int(filters), 3, 1, padding, activation=activation,
                                 use_bias="bias=no" not in rest)
            case ["batchnorm", *settings]:
                return self.norm(x, 0.9 if settings else 0.99)
            case ["activation", name]:
                return layers.Activation(name)(x)
            case ["residual", filters, *rest]:
                return self.residual(x, int(filters), int(rest[1]) if rest else 1)
            case ["maxpool", _]:
                return layers.MaxPooling2D(2)(x)
            case ["flatten"]:
                return layers.Flatten()(x)
            case ["dropout", rate]:
                return layers.Dropout(float(rate))(x)
            case ["globalavgpool"]:
                return layers.GlobalAveragePooling2D()(x)
        raise ValueError(words)


class Peer:
    def __init__(self, work, threads):
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        self.version = f"TensorFlow {tf.__version__}, Keras {keras.__version__}"
        builder = Builder(work)
        self.work, self.model = work, builder.model
        variables = [v for layer in builder.made for v in layer.trainable_variables]
        for variable, value in zip(variables, channels_last(work, work.weights()), strict=True):
            variable.assign(value)
        self.loss = (keras.losses.BinaryCrossentropy if work.outputs == 1 else
                     keras.losses.SparseCategoricalCrossentropy)(from_logits=True)
        self.optimizer = keras.optimizers.Adam(work.learning_rate)
        self.optimizer.build(self.model.trainable_variables)
        self.finish = tf.sigmoid if work.outputs == 1 else tf.nn.softmax
        xla = "xla" in sys.argv
        self.step = tf.function(self.training_step, jit_compile=xla)
        self.probabilities = tf.function(
            lambda inputs: self.finish(self.model(inputs, training=False)), jit_compile=xla)
        self.batches = [(self.inputs(rows), tf.constant(work.y[rows])) for rows in work.slices()]

    def inputs(self, rows):
        return [tf.constant(value) for value in self.work.inputs_of(rows, "channels last")]

    def training_step(self, inputs, y):
        with tf.GradientTape() as tape:
            loss = self.loss(y, self.model(inputs, training=True))
        variables = self.model.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss

    def train(self, order):
        for i in order:
            loss = self.step(*self.batches[i])
        return float(loss)

    def predict(self, rows):
        inputs = self.inputs(slice(0, rows))
        return lambda: self.probabilities(inputs).numpy()


if __name__ == "__main__":
    serve(Peer)

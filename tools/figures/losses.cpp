#include "ganglion/nn/losses/losses.h"

#include <map>
#include <string>
#include <vector>

#include "ganglion/runtime/interpreter.h"
#include "tools/figures/figure.h"
#include "tools/figures/figures.h"

namespace ganglion::figures {
namespace {

/// What the loss says of each prediction when `target` is right.
std::vector<Point> cost(const nn::Loss& loss, Range predictions, double target) {
  constexpr int kSteps = 300;
  std::vector<double> places;
  for (const auto& [at, unused] : sampled(predictions, kSteps, [](double at) { return at; })) {
    places.push_back(at);
  }
  Graph graph;
  const TensorType type{DType::f64, {kSteps + 1, 1}};
  const Value prediction = graph.input("prediction", type);
  const Value answer = graph.input("target", type);
  const Value each = loss.per_sample(prediction, answer);
  const runtime::Evaluation evaluation(
      graph, {{"prediction", Tensor::of(type.shape, places)},
              {"target", Tensor::of(type.shape, std::vector<double>(places.size(), target))}});
  std::vector<Point> points;
  for (std::size_t i = 0; i < places.size(); ++i) {
    points.emplace_back(places[i], evaluation.at(each).values<double>()[i]);
  }
  return points;
}

}  // namespace

void draw_losses(const Folder& folder) {
  const Range probability{0.001, 0.999};
  Figure(
      "what a probability costs when the answer is yes, and when it is no",
      {.x = {0.0, 1.0}, .y = {0.0, 5.0}, .x_title = "predicted probability a", .y_title = "loss"})
      .curve(cost(nn::BinaryCrossentropy{}, probability, 1.0), 0, "y = 1: -log a")
      .curve(cost(nn::BinaryCrossentropy{}, probability, 0.0), 1, "y = 0: -log(1 - a)")
      .save(folder / "loss_log.svg");

  const Range error{-3.0, 3.0};
  Figure("squared error, absolute error and Huber loss over the error",
         {.x = error, .y = {0.0, 5.0}, .x_title = "prediction - target", .y_title = "loss"})
      .curve(cost(nn::MeanSquaredError{}, error, 0.0), 0, "squared error")
      .curve(cost(nn::MeanAbsoluteError{}, error, 0.0), 1, "absolute error")
      .curve(cost(nn::Huber{}, error, 0.0), 2, "Huber, delta = 1")
      .save(folder / "loss_squares.svg");
}

}  // namespace ganglion::figures

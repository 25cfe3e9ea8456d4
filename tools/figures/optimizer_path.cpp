#include "tools/figures/optimizer_path.h"

#include <map>
#include <string>

#include "ganglion/runtime/interpreter.h"

namespace ganglion::figures {
namespace {

/// The graph of one update, and what it is fed.
struct Update {
  Graph graph;
  std::map<std::string, Tensor> feeds;
};

void build(Update& update, const optim::Optimizer& optimizer, const Weights& start) {
  const Shape shape{static_cast<std::int64_t>(start.size())};
  const Value gradient[] = {update.graph.input("gradient", {DType::f64, shape}, false)};
  const std::int64_t offset[] = {0};
  optim::append_update(optimizer,
                       {.parameters = update.graph.variable("parameters", {DType::f64, shape}),
                        .gradients = gradient,
                        .offsets = offset,
                        .learning_rate = update.graph.input("rate", {DType::f64, {}}, false),
                        .step = update.graph.input("step", {DType::f64, {}}, false)});
  update.feeds["parameters"] = Tensor::of(shape, start);
  update.feeds["rate"] = Tensor::scalar(optimizer.learning_rate()).cast(DType::f64);
  for (const optim::SlotSpec& slot : optimizer.slots()) {
    update.feeds["slot/" + slot.name] = Tensor::of(shape, Weights(start.size(), slot.initial));
  }
}

void run(Update& update, const Weights& gradient, int step) {
  update.feeds["gradient"] =
      Tensor::of(Shape{static_cast<std::int64_t>(gradient.size())}, gradient);
  update.feeds["step"] = Tensor::scalar(static_cast<double>(step)).cast(DType::f64);
  std::map<std::string, Tensor> after;
  {
    const runtime::Evaluation evaluation(update.graph, update.feeds);
    for (const auto& [variable, value] : update.graph.assignments()) {
      after[variable.producer().name] = evaluation.at(value);
    }
  }
  for (auto& [name, tensor] : after) update.feeds[name] = std::move(tensor);
}

}  // namespace

std::vector<Weights> path_of(const optim::Optimizer& optimizer, const Weights& start, int steps,
                             const std::function<Weights(const Weights&, int)>& derivatives) {
  Update update;
  build(update, optimizer, start);
  std::vector<Weights> path = {start};
  for (int step = 1; step <= steps; ++step) {
    run(update, derivatives(path.back(), step), step);
    const auto values = update.feeds["parameters"].values<double>();
    path.emplace_back(values.begin(), values.end());
  }
  return path;
}

}  // namespace ganglion::figures

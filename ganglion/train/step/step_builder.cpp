#include "ganglion/train/step/step_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "ganglion/train/step/step_network.h"

namespace ganglion::train {

StepBuilder::StepBuilder(Graph& graph, std::span<const StepNetwork> networks, std::int64_t rows,
                         std::uint64_t seed)
    : graph_(graph), networks_(networks), rows_(rows), seed_(seed) {
  for (const StepNetwork& one : networks_) {
    builders_.push_back(
        std::make_unique<nn::GraphBuilder>(graph_, one.network().layout(),
                                           nn::BuilderOptions{.training = one.role().training,
                                                              .seed = seed_,
                                                              .network = one.name(),
                                                              .frozen = one.frozen()}));
  }
}

StepBuilder::~StepBuilder() = default;

Value StepBuilder::declare(const std::string& name, const Shape& shape, DType dtype, bool batch) {
  if (std::ranges::find(inputs_, name, &Input::name) != inputs_.end()) {
    throw Error(fmt::format("step: it has two inputs '{}'; give each a name of its own", name));
  }
  const Value value = graph_.input(std::string(step_names::kInputs) + name, {dtype, shape}, batch);
  inputs_.push_back({name, value});
  return value;
}

Value StepBuilder::input(const std::string& name, const Shape& shape, DType dtype) {
  return declare(name, shape.prepended(rows_), dtype, true);
}

Value StepBuilder::shared_input(const std::string& name, const Shape& shape, DType dtype) {
  return declare(name, shape, dtype, false);
}

std::size_t StepBuilder::index_of(const Model& model) const {
  const auto found =
      std::ranges::find_if(networks_, [&](const StepNetwork& one) { return one.is(model); });
  if (found == networks_.end()) {
    throw Error(
        "step: a model is used that isn't one of the step's; add it to the list of models that the "
        "step is made with");
  }
  return static_cast<std::size_t>(found - networks_.begin());
}

std::vector<Value> StepBuilder::outputs(const Model& model, const std::vector<Value>& inputs) {
  const std::size_t index = index_of(model);
  return networks_[index].network().build(*builders_[index], inputs);
}

Value StepBuilder::operator()(const Model& model, Value x) {
  const std::vector<Value> results = outputs(model, {x});
  if (results.size() == 1) return results[0];
  throw Error(fmt::format(
      "step: a network has {} outputs; StepBuilder::outputs(model, {{x}}) gives all of them",
      results.size()));
}

Value StepBuilder::loss(const nn::Loss& loss, Value prediction, Value target) {
  return nn::weighted_mean(loss.per_sample(prediction, target));
}

Value StepBuilder::loss(const nn::Loss& loss, Value prediction, double target) {
  const TensorType type = loss.target_type(prediction.type());
  if (!is_floating(type.dtype)) {
    throw Error(fmt::format("step: the loss {} takes classes, not one number; give it a value {}",
                            loss.name(), type.to_string()));
  }
  return this->loss(loss, prediction, ops::full(graph_, type.shape, target, type.dtype));
}

Value StepBuilder::rows_like(const Shape& shape) {
  if (!zeros_) {
    zeros_ = graph_.input(std::string(step_names::kZeros), {DType::f32, Shape{rows_}});
  }
  const Shape whole = shape.prepended(rows_);
  Shape column{rows_};
  for (int axis = 0; axis < shape.rank(); ++axis) {
    std::vector<std::int64_t> extents(column.begin(), column.end());
    extents.push_back(1);
    column = Shape(extents);
  }
  return ops::broadcast_to(ops::reshape(zeros_, column), whole);
}

std::uint64_t StepBuilder::next_stream() {
  return stream_of(fmt::format("step/draw@{}", ++streams_));
}

Value StepBuilder::normal(const Shape& shape) {
  return ops::random_normal(rows_like(shape), step(), seed_, next_stream());
}

Value StepBuilder::uniform(const Shape& shape) {
  return ops::random_uniform(rows_like(shape), step(), seed_, next_stream());
}

Value StepBuilder::step() {
  return builders_.front()->step();
}

void StepBuilder::output(const std::string& name, Value value) {
  const std::string full = std::string(step_names::kOutputs) + name;
  if (graph_.has_output(full)) {
    throw Error(fmt::format("step: it has two outputs '{}'; give each a name of its own", name));
  }
  graph_.set_output(full, value);
}

}  // namespace ganglion::train

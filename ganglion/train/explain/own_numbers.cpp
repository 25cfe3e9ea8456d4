#include "ganglion/train/explain/own_numbers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/train/explain/explain_elements.h"
#include "ganglion/train/explain/read_weights.h"

namespace ganglion::train {
namespace {

nn::Network own_layers(const OwnNumbers& numbers) {
  std::vector<nn::Layer> layers = {nn::Input({std::ssize(numbers.input)})};
  for (const nn::Layer& layer : nn::parse_network(numbers.network)) layers.push_back(layer);
  if (layers.size() == 1) {
    throw Error(fmt::format("{} has no layers; give some, such as {}", setting("network"),
                            setting("network", "dense 2 relu; dense 1")));
  }
  return {std::move(layers)};
}

nn::Loss loss_for(const OwnNumbers& numbers, const nn::Network& network) {
  if (!numbers.loss.empty()) return nn::parse_loss(numbers.loss);
  const auto activation = network.output_activation();
  if (activation == nn::Activation::sigmoid) return nn::BinaryCrossentropy{};
  if (activation == nn::Activation::softmax) return nn::SparseCategoricalCrossentropy{};
  return nn::MeanSquaredError{};
}

void check_finite_numbers(const std::vector<double>& values, const char* name) {
  for (const double value : values) {
    if (!std::isfinite(value)) {
      throw Error(fmt::format("{}: {} is not a finite number", setting(name), value));
    }
  }
}

/// The target as the loss takes it: a class, or a number for each output.
Tensor own_target(const OwnNumbers& numbers, const nn::Network& network, const nn::Loss& loss) {
  const Shape output = network.output_shapes().at(0).prepended(1);
  const TensorType type = loss.target_type({DType::f32, output});
  if (std::ssize(numbers.target) != type.shape.size()) {
    throw Error(fmt::format("{} has {} number{}; with the loss {} this network takes {}",
                            setting("target"), numbers.target.size(),
                            numbers.target.size() == 1 ? "" : "s", loss.name(),
                            is_floating(type.dtype) ? fmt::format("{}", type.shape.size())
                                                    : "one: the class, counted from 0"));
  }
  for (const double value : numbers.target) {
    if (is_floating(type.dtype) || (value == std::round(value) && std::abs(value) < 1e9)) continue;
    throw Error(fmt::format("{}: {} is no class; with the loss {} it is a whole number, from 0",
                            setting("target"), value, loss.name()));
  }
  return Tensor::of<double>(type.shape, numbers.target).cast(type.dtype);
}

}  // namespace

OwnNetwork own_network(const OwnNumbers& numbers) {
  check_finite_numbers(numbers.input, "input");
  check_finite_numbers(numbers.target, "target");
  const nn::Network network = own_layers(numbers);
  const nn::Loss loss = loss_for(numbers, network);
  OwnNetwork own{.model = Model(network, numbers.seed), .row = {}, .options = {}, .target = {}};
  own.model.compile({.loss = loss, .seed = numbers.seed});
  const Tensor input = Tensor::of<double>({1, std::ssize(numbers.input)}, std::span(numbers.input));
  own.row.features = input.cast(DType::f32);
  ExactNumbers& exact = own.options.exact;
  if (!numbers.weights.empty()) exact = read_weights(numbers.weights, network.layout());
  for (const auto& [path, tensor] : exact) own.model.set_weight(path, tensor.cast(DType::f32));
  exact.emplace(network.inputs()[0].name, input);
  own.options.title = fmt::format("input {}", fmt::join(numbers.input, ", "));
  if (numbers.target.empty()) return own;
  own.row.targets = own_target(numbers, network, loss);
  checked_row(own.model, own.row);  // a class that isn't there, a target out of range
  if (is_floating(own.row.targets.dtype())) {
    exact.emplace("targets", Tensor::of<double>(own.row.targets.shape(), numbers.target));
  }
  own.target = fmt::format("{}", fmt::join(numbers.target, ", "));
  return own;
}

Explanation OwnNetwork::explanation() const {
  Explanation result = explain(model, row, options);
  const bool one = result.feature_names.size() == 1;
  for (std::size_t i = 0; i < result.feature_names.size(); ++i) {
    result.feature_names[i] = one ? "x" : fmt::format("x{}", i + 1);
  }
  result.target = target;
  return result;
}

}  // namespace ganglion::train

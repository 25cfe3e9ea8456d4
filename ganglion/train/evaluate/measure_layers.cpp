#include "ganglion/train/evaluate/layer_health.h"

#include <algorithm>
#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/batches.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/multiply_adds.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::train {
namespace {

using nn::Activation;

void bind_weights(runtime::Plan& plan, const Model& model) {
  if (plan.has("parameters")) plan.bind("parameters", model.weights().parameters);
  if (plan.has("state")) plan.bind("state", model.weights().state);
}

std::string output_name(std::size_t index) {
  return "value_" + std::to_string(index);
}

/// So many that they, and what all layers make of them, fit in some 40 MB.
std::int64_t affordable_rows(const nn::Network& network) {
  std::int64_t numbers = 1;
  for (const nn::InputSpec& input : network.inputs()) numbers += input.shape.size();
  for (const Shape& shape : network.call_shapes()) numbers += shape.size();
  return std::clamp<std::int64_t>(10'000'000 / numbers, 8, 1000);
}

/// What every layer makes of the rows.
std::vector<Tensor> layer_outputs(const Model& model, const data::Dataset& rows) {
  Graph graph;
  nn::GraphBuilder builder(graph, model.network().layout(), {.training = false});
  const auto inputs = model.network().add_inputs(builder, rows.rows());
  const auto calls = model.network().build_calls(builder, inputs);
  for (std::size_t i = 0; i < calls.size(); ++i) graph.set_output(output_name(i), calls[i]);
  runtime::Plan plan(graph);
  const std::string& input = model.network().inputs()[0].name;
  if (plan.has(input)) plan.bind(input, rows.features);
  bind_weights(plan, model);
  plan.run();
  std::vector<Tensor> outputs;
  for (std::size_t i = 0; i < calls.size(); ++i) outputs.push_back(plan.read(output_name(i)));
  return outputs;
}

/// The derivatives of the loss by each parameter.
std::vector<Tensor> derivatives(const Model& model, const nn::Loss& loss,
                                const data::Dataset& rows) {
  Graph graph;
  nn::GraphBuilder builder(graph, model.network().layout(), {.training = false});
  const auto inputs = model.network().add_inputs(builder, rows.rows());
  const Value output = model.network().build(builder, inputs).at(0);
  const Value target =
      graph.input(std::string(nn::graph_names::kTargets), loss.target_type(output.type()));
  const Value mean = nn::weighted_mean(loss.per_sample(output, target));
  const auto values = gradients(mean, builder.parameter_values());
  for (std::size_t i = 0; i < values.size(); ++i) graph.set_output(output_name(i), values[i]);
  Tensor targets(target.type().shape, target.type().dtype);
  std::vector<std::int64_t> all(static_cast<std::size_t>(rows.rows()));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
  data::gather(
      rows.targets.dtype() == targets.dtype() ? rows.targets : rows.targets.cast(targets.dtype()),
      all, targets.data());
  runtime::Plan plan(graph);
  const std::string& input = model.network().inputs()[0].name;
  if (plan.has(input)) plan.bind(input, rows.features);
  if (plan.has("targets")) plan.bind("targets", targets);
  bind_weights(plan, model);
  plan.run();
  std::vector<Tensor> result;
  for (std::size_t i = 0; i < values.size(); ++i) result.push_back(plan.read(output_name(i)));
  return result;
}

/// The share of units that are 0 in every row and, for those of a convolution, at every place.
double dead_units(const Tensor& outputs, int axis) {
  const Shape& shape = outputs.shape();
  const int unit_axis = axis < 0 ? shape.rank() + axis : axis;
  const auto units = static_cast<std::size_t>(shape[unit_axis]);
  std::size_t places = 1;  // of one unit, behind its axis
  for (int i = unit_axis + 1; i < shape.rank(); ++i) places *= static_cast<std::size_t>(shape[i]);
  const auto values = outputs.values<float>();
  std::vector<bool> alive(units, false);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0.0F) alive[i / places % units] = true;
  }
  return static_cast<double>(std::ranges::count(alive, false)) / static_cast<double>(units);
}

double near_an_end(const Tensor& outputs, float low, float high) {
  const auto values = outputs.values<float>();
  const float margin = 0.01F * (high - low);
  const auto count = std::ranges::count_if(
      values, [=](float value) { return value < low + margin || value > high - margin; });
  return static_cast<double>(count) / static_cast<double>(values.size());
}

void look_at_outputs(LayerHealth& layer, Activation activation, int unit_axis,
                     const Tensor& outputs) {
  layer.activation = std::string(nn::name_of(activation));
  if (activation == Activation::relu) layer.dead = dead_units(outputs, unit_axis);
  if (activation == Activation::sigmoid) layer.saturated = near_an_end(outputs, 0.0F, 1.0F);
  if (activation == Activation::tanh) layer.saturated = near_an_end(outputs, -1.0F, 1.0F);
}

void add_gradients(std::vector<LayerHealth>& layers, const Model& model, const nn::Loss& loss,
                   const data::Dataset& rows) {
  const auto& specs = model.network().layout().parameters;
  const std::vector<Tensor> values = derivatives(model, loss, rows);
  for (LayerHealth& layer : layers) {
    double squares = 0.0;
    for (std::size_t i = 0; i < specs.size(); ++i) {
      if (!specs[i].is_of(layer.name)) continue;
      layer.parameters += specs[i].shape.size();
      for (const float value : values[i].values<float>()) {
        squares += static_cast<double>(value) * static_cast<double>(value);
      }
    }
    if (layer.parameters > 0) layer.gradient_norm = std::sqrt(squares);
  }
}

}  // namespace

std::vector<LayerHealth> layer_health(const Model& model, const nn::Loss& loss,
                                      const data::Dataset& rows, std::uint64_t seed) {
  const nn::Network& network = model.network();
  if (rows.rows() == 0 || network.inputs().size() != 1 || network.outputs().size() != 1) return {};
  const auto probes = [&](std::int64_t count) {
    return rows.drawn(count, seed, stream_of("layer_health")).as_floats();
  };
  const std::int64_t affordable = affordable_rows(network);
  const std::vector<Tensor> outputs = layer_outputs(model, probes(affordable));
  const std::vector<std::int64_t> products = nn::multiply_adds(network);
  std::vector<LayerHealth> layers;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    LayerHealth layer{.name = call.layer,
                      .kind = std::string(call.handle.kind()),
                      .shape = network.call_shapes()[i],
                      .multiply_adds = products[i]};
    if (const auto activation = call.handle.activation()) {
      look_at_outputs(layer, *activation, call.handle.unit_axis(), outputs[i]);
    }
    layers.push_back(std::move(layer));
  }
  add_gradients(layers, model, loss, probes(std::min<std::int64_t>(affordable, 256)));
  return layers;
}

}  // namespace ganglion::train

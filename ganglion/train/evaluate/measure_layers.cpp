#include "ganglion/train/evaluate/measure_layers.h"

#include <algorithm>
#include <cmath>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/batches.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/multiply_adds.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/evaluate/unit_activity.h"

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

/// The activations of a layer, and what they gave for the rows.
struct SiteOutputs {
  Activation activation;
  Tensor outputs;
};

/// The activations of every layer.
std::vector<std::vector<ActivationSite>> sites_of(const nn::Network& network,
                                                  std::span<const Value> inputs,
                                                  std::span<const Value> calls) {
  std::vector<Value> values(inputs.begin(), inputs.end());
  values.insert(values.end(), calls.begin(), calls.end());
  std::vector<std::vector<ActivationSite>> sites;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    std::vector<Value> read;
    for (const int input : call.inputs) read.push_back(values[static_cast<std::size_t>(input)]);
    sites.push_back(activation_sites(call.handle, calls[i], read));
  }
  return sites;
}

/// What the activations of every layer make of the rows.
std::vector<std::vector<SiteOutputs>> activations(const Model& model, const data::Dataset& rows) {
  Graph graph;
  nn::GraphBuilder builder(graph, model.network().layout(), {.training = false});
  const auto inputs = model.network().add_inputs(builder, rows.rows());
  const auto calls = model.network().build_calls(builder, inputs);
  const auto sites = sites_of(model.network(), inputs, calls);
  std::size_t count = 0;
  for (const auto& layer : sites) {
    for (const ActivationSite& site : layer) graph.set_output(output_name(count++), site.output);
  }
  std::vector<std::vector<SiteOutputs>> result(sites.size());
  if (count == 0) return result;
  runtime::Plan plan(graph);
  const std::string& input = model.network().inputs()[0].name;
  if (plan.has(input)) plan.bind(input, rows.features);
  bind_weights(plan, model);
  plan.run();
  count = 0;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    for (const ActivationSite& site : sites[i]) {
      result[i].push_back({site.activation, plan.read(output_name(count++))});
    }
  }
  return result;
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

/// The axis of units behind a call: a layer without weights, such as an activation, has those of
/// the layer that it reads.
int unit_axis(const nn::Network& network, std::size_t index) {
  const nn::LayerCall& call = network.calls()[index];
  const auto has_weights = [&](const nn::ParameterSpec& spec) { return spec.is_of(call.layer); };
  const std::size_t inputs = network.inputs().size();
  const auto read = static_cast<std::size_t>(call.inputs[0]);
  const bool own = std::ranges::any_of(network.layout().parameters, has_weights) || read < inputs;
  if (own || network.call_shapes()[read - inputs].rank() != network.call_shapes()[index].rank()) {
    return call.handle.unit_axis();
  }
  return unit_axis(network, read - inputs);
}

/// Units of all activations of the layer, numbered through.
void look_at_outputs(LayerHealth& layer, const std::vector<SiteOutputs>& sites, int axis) {
  double flat = 0.0;
  double outputs = 0.0;
  for (const SiteOutputs& site : sites) {
    const UnitActivity found = unit_activity(site.activation, site.outputs, axis);
    auto& units = can_die(site.activation) ? layer.dead_units : layer.saturated_units;
    for (const std::int64_t unit : found.flat) units.push_back(layer.units + unit);
    layer.units += found.units;
    if (can_die(site.activation)) {
      layer.dead = 0.0;
    } else {
      const auto size = static_cast<double>(site.outputs.size());
      flat += found.flat_share * size;
      outputs += size;
    }
  }
  if (layer.dead) {
    layer.dead = static_cast<double>(layer.dead_units.size()) / static_cast<double>(layer.units);
  }
  if (outputs > 0.0) layer.saturated = flat / outputs;
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
  const auto sites = activations(model, probes(affordable));
  const std::vector<std::int64_t> products = nn::multiply_adds(network);
  std::vector<LayerHealth> layers;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    const nn::LayerCall& call = network.calls()[i];
    LayerHealth layer{.name = call.layer,
                      .kind = std::string(call.handle.kind()),
                      .shape = network.call_shapes()[i],
                      .multiply_adds = products[i]};
    if (const auto activation = call.handle.activation()) {
      layer.activation = std::string(nn::name_of(*activation));
    }
    look_at_outputs(layer, sites[i], unit_axis(network, i));
    layers.push_back(std::move(layer));
  }
  add_gradients(layers, model, loss, probes(std::min<std::int64_t>(affordable, 256)));
  judge_layers(layers, nn::copies_in(network), network.output_names());
  return layers;
}

}  // namespace ganglion::train

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/train/evaluate/measure_layers.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::size_t kBins = 20;
constexpr std::int64_t kProbedRows = 256;
constexpr std::int64_t kMaxShown = 64;  // of inputs and of units, as a matrix of weights

/// {"low", "high", "counts"}; null where there is nothing.
Json histogram(const std::vector<float>& values) {
  std::vector<float> finite;
  std::ranges::copy_if(values, std::back_inserter(finite),
                       [](float v) { return std::isfinite(v); });
  if (finite.empty()) return {};
  const auto [low, high] = std::ranges::minmax(finite);
  std::vector<std::int64_t> counts(kBins, 0);
  const double width = high > low ? static_cast<double>(high) - low : 1.0;
  for (const float value : finite) {
    const double share = (static_cast<double>(value) - low) / width;
    ++counts[std::min(kBins - 1, static_cast<std::size_t>(share * kBins))];
  }
  return Json::Object{{"low", static_cast<double>(low)},
                      {"high", static_cast<double>(high)},
                      {"counts", Json::list(counts)}};
}

void append(std::vector<float>& all, const Tensor& values) {
  const auto more = values.values<float>();
  all.insert(all.end(), more.begin(), more.end());
}

data::Dataset probed_rows(const data::Dataset& rows) {
  std::vector<std::int64_t> first(static_cast<std::size_t>(std::min(rows.rows(), kProbedRows)));
  std::iota(first.begin(), first.end(), std::int64_t{0});
  return rows.rows(first).as_floats();
}

/// [inputs][units] of a dense layer; null where it is too large to be drawn.
Json matrix_json(const Tensor& kernel) {
  const Shape& shape = kernel.shape();
  if (shape.rank() != 2 || shape[0] > kMaxShown || shape[1] > kMaxShown) return {};
  const auto values = kernel.values<float>();
  Json::Array rows;
  for (std::int64_t i = 0; i < shape[0]; ++i) {
    Json::Array row;
    for (std::int64_t j = 0; j < shape[1]; ++j) {
      row.emplace_back(static_cast<double>(values[static_cast<std::size_t>(i * shape[1] + j)]));
    }
    rows.emplace_back(std::move(row));
  }
  return rows;
}

Json list_json(const Tensor& values) {
  Json::Array list;
  for (const float value : values.values<float>()) list.emplace_back(static_cast<double>(value));
  return list;
}

std::string value_name(const nn::Network& network, int value) {
  const auto index = static_cast<std::size_t>(value);
  const std::size_t inputs = network.inputs().size();
  return index < inputs ? network.inputs()[index].name : network.calls()[index - inputs].name;
}

Json verdict_json(const train::LayerHealth& health) {
  if (health.verdicts.empty()) return {};
  return train::verdict_text(health, health.verdicts[0]);
}

/// Weights from value to value, and biases.
Json::Object weights_json(const train::Model& model) {
  const nn::Network& network = model.network();
  Json::Array edges;
  Json::Object biases;
  for (const nn::LayerCall& call : network.calls()) {
    if (call.handle.kind() != "dense") continue;
    edges.push_back(Json::Object{{"from", value_name(network, call.inputs[0])},
                                 {"to", call.name},
                                 {"weights", matrix_json(model.weight(call.layer + "/kernel"))}});
    for (const nn::ParameterSpec& spec : network.layout().parameters) {
      if (spec.path == call.layer + "/bias") {
        biases.emplace_back(call.name, list_json(model.weight(spec.path)));
      }
    }
  }
  return {{"edges", std::move(edges)}, {"biases", std::move(biases)}};
}

}  // namespace

io::Json layers_json(View& view) {
  train::Model& model = view.model();
  const nn::Network& network = model.network();
  const data::Dataset rows = probed_rows(view.material().rows.train);
  std::vector<std::string> names;
  for (const nn::LayerCall& call : network.calls()) names.push_back(call.name);
  const std::vector<Tensor> outputs = model.outputs_of(names, rows);
  const auto gradients = model.gradients(rows);
  const std::vector<train::LayerHealth> health =
      train::layer_health(model, view.job().loss, rows, view.job().stated.seed);
  Json::Array layers;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::vector<float> weights;
    std::vector<float> derivatives;
    std::vector<float> activations;
    for (const nn::ParameterSpec& spec : network.layout().parameters) {
      if (!spec.is_of(network.calls()[i].layer)) continue;
      append(weights, model.weight(spec.path));
      const auto found = gradients.find(spec.path);
      if (found != gradients.end()) append(derivatives, found->second);
    }
    append(activations, outputs[i]);
    Json::Object layer = {{"path", names[i]},
                          {"weights", histogram(weights)},
                          {"activations", histogram(activations)},
                          {"gradients", histogram(derivatives)},
                          {"dead_share", Json()},
                          {"saturated_share", Json()},
                          {"dead_units", Json::Array()},
                          {"verdict", Json()}};
    if (i < health.size()) {
      if (health[i].dead) layer[4].second = *health[i].dead;
      if (health[i].saturated) layer[5].second = *health[i].saturated;
      layer[6].second = Json::list(health[i].dead_units);
      layer[7].second = verdict_json(health[i]);
    }
    layers.emplace_back(std::move(layer));
  }
  Json::Object result = weights_json(model);
  result.insert(result.begin(), {"layers", std::move(layers)});
  return result;
}

}  // namespace ganglion::studio

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string>

#include "ganglion/train/evaluate/measure_layers.h"
#include "studio/bytes.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

using io::Json;

constexpr std::size_t kBins = 20;
constexpr std::int64_t kProbedRows = 256;

/// The numbers of a layer.
struct Spread {
  std::vector<float> weights = {};
  std::vector<float> activations = {};
  std::vector<float> gradients = {};
};

/// The double whose shortest decimal is that of the float: half as many digits to send.
double shortest(float value) {
  const std::string text = fmt::format("{}", value);
  double found = value;
  std::from_chars(text.data(), text.data() + text.size(), found);
  return found;
}

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
  return Json::Object{
      {"low", shortest(low)}, {"high", shortest(high)}, {"counts", Json::list(counts)}};
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

Json verdict_json(const train::LayerHealth& health) {
  if (health.verdicts.empty()) return {};
  return train::verdict_text(health, health.verdicts[0]);
}

/// How the numbers of a layer are spread, and what is wrong with it.
Json layer_json(const std::string& path, const Spread& spread, const train::LayerHealth* health) {
  Json::Object layer = {{"path", path},
                        {"weights", histogram(spread.weights)},
                        {"activations", histogram(spread.activations)},
                        {"gradients", histogram(spread.gradients)},
                        {"dead_share", Json()},
                        {"saturated_share", Json()},
                        {"dead_units", Json::Array()},
                        {"saturated_units", Json::Array()},
                        {"verdict", Json()}};
  if (health == nullptr) return layer;
  if (health->dead) layer[4].second = *health->dead;
  if (health->saturated) layer[5].second = *health->saturated;
  layer[6].second = Json::list(health->dead_units);
  layer[7].second = Json::list(health->saturated_units);
  layer[8].second = verdict_json(*health);
  return layer;
}

/// The first of them, as many as an update may have.
Json::Object as_many_as_fit(const Json::Array& layers) {
  Json::Array sent;
  std::size_t bytes = 0;
  for (const Json& layer : layers) {
    bytes += layer.dump().size() + 1;
    if (bytes > kMaxUpdateBytes) break;
    sent.push_back(layer);
  }
  const std::size_t more = layers.size() - sent.size();
  return {{"layers", std::move(sent)}, {"more", more}};
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
    Spread spread;
    for (const nn::ParameterSpec& spec : network.layout().parameters) {
      if (!spec.is_of(network.calls()[i].layer)) continue;
      append(spread.weights, model.weight(spec.path));
      const auto found = gradients.find(spec.path);
      if (found != gradients.end()) append(spread.gradients, found->second);
    }
    append(spread.activations, outputs[i]);
    layers.push_back(layer_json(names[i], spread, i < health.size() ? &health[i] : nullptr));
  }
  return as_many_as_fit(layers);
}

}  // namespace ganglion::studio

#include "ganglion/train/evaluate/layer_health.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/averaged_network.h"

namespace ganglion::train {
namespace {

/// From this share of dead units or saturated outputs on a layer is at fault.
constexpr double kMany = 0.5;
/// Gradients of a network that trains are small: losses of classes and of scaled targets are near 1
/// before training.
constexpr double kExploding = 1e2;

/// The layers of copy `index`; all of them where there is only one network.
std::vector<LayerHealth*> copy_of(std::vector<LayerHealth>& layers, int networks, int index) {
  std::vector<LayerHealth*> own;
  const std::string prefix = networks == 1 ? "" : nn::name_in_copy("", index);
  for (LayerHealth& layer : layers) {
    if (layer.name.starts_with(prefix)) own.push_back(&layer);
  }
  return own;
}

/// By the last of the layers with weights: what comes back to it has passed no other.
void compare_gradients(const std::vector<LayerHealth*>& layers) {
  const auto has_weights = [](const LayerHealth* layer) {
    return layer->gradient_norm.has_value();
  };
  const auto last = std::find_if(layers.rbegin(), layers.rend(), has_weights);
  if (last == layers.rend()) return;
  const auto per_weight = [](const LayerHealth& layer) {
    return gradient_per_weight(*layer.gradient_norm, layer.parameters);
  };
  const double reference = per_weight(**last);
  for (LayerHealth* layer : layers) {
    if (!layer->gradient_norm) continue;
    const double norm = *layer->gradient_norm;
    if (layer != *last && reference > 0.0) {
      layer->gradient_ratio = per_weight(*layer) / reference;
    }
    const double ratio = layer->gradient_ratio.value_or(1.0);
    if (ratio < kVanishingRatio) layer->verdicts.push_back({LayerFault::vanishing_gradient, ratio});
    if (!(norm <= kExploding) || ratio > kExploding) {
      layer->verdicts.push_back({LayerFault::exploding_gradient, norm});
    }
  }
}

template <class T>
bool keep_larger(std::optional<T>& kept, const std::optional<T>& other) {
  if (!other || (kept && *kept >= *other)) return false;
  kept = other;
  return true;
}

double severity(const LayerVerdict& verdict) {
  const double number =
      std::isfinite(verdict.number) ? verdict.number : std::numeric_limits<double>::infinity();
  return verdict.fault == LayerFault::vanishing_gradient ? -number : number;
}

void keep_worse(std::vector<LayerVerdict>& kept, const LayerVerdict& other) {
  const auto same = std::ranges::find(kept, other.fault, &LayerVerdict::fault);
  if (same == kept.end()) {
    kept.push_back(other);
  } else if (severity(other) > severity(*same)) {
    *same = other;
  }
}

void keep_worse(LayerHealth& kept, const LayerHealth& other) {
  if (keep_larger(kept.dead, other.dead)) kept.dead_units = other.dead_units;
  if (keep_larger(kept.saturated, other.saturated)) kept.saturated_units = other.saturated_units;
  keep_larger(kept.gradient_norm, other.gradient_norm);
  for (const LayerVerdict& verdict : other.verdicts) keep_worse(kept.verdicts, verdict);
  if (other.gradient_ratio && kept.gradient_ratio &&
      std::abs(std::log(*other.gradient_ratio)) > std::abs(std::log(*kept.gradient_ratio))) {
    kept.gradient_ratio = other.gradient_ratio;
  }
}

/// "no dead or saturated units; gradients from 0.012 (dense) to 0.21 (dense_2)"
std::string healthy_line(const std::vector<LayerHealth>& layers) {
  std::string text = "no layer with mostly dead or saturated units";
  const auto norm = [](const LayerHealth& layer) { return layer.gradient_norm.value_or(0.0); };
  std::vector<LayerHealth> weighted;
  std::ranges::copy_if(layers, std::back_inserter(weighted),
                       [](const LayerHealth& layer) { return layer.gradient_norm.has_value(); });
  if (weighted.size() < 2) return text;
  const auto [least, most] = std::ranges::minmax_element(weighted, {}, norm);
  return text + fmt::format("; gradients from {} ({}) to {} ({})", significant(norm(*least), 2),
                            least->name, significant(norm(*most), 2), most->name);
}

io::Json units_json(const std::optional<double>& share, const std::vector<std::int64_t>& units) {
  return share ? io::Json(io::Json::Array(units.begin(), units.end())) : io::Json();
}

io::Json number_json(const std::optional<double>& number) {
  return number ? io::Json::finite(*number) : io::Json();
}

}  // namespace

double gradient_per_weight(double norm, std::int64_t parameters) {
  return norm / std::sqrt(static_cast<double>(parameters));
}

void judge_layers(std::vector<LayerHealth>& layers, int networks,
                  const std::vector<std::string>& outputs) {
  for (LayerHealth& layer : layers) {
    if (layer.dead.value_or(0.0) >= kMany) {
      layer.verdicts.push_back({LayerFault::dead_units, *layer.dead});
    }
    const bool output = std::ranges::find(outputs, layer.name) != outputs.end();
    if (layer.saturated.value_or(0.0) >= kMany && !output) {
      layer.verdicts.push_back({LayerFault::saturated_units, *layer.saturated});
    }
  }
  for (int i = 0; i < networks; ++i) compare_gradients(copy_of(layers, networks, i));
}

std::string_view name_of(LayerFault fault) {
  switch (fault) {
    case LayerFault::dead_units:
      return "dead_units";
    case LayerFault::saturated_units:
      return "saturated_units";
    case LayerFault::vanishing_gradient:
      return "vanishing_gradient";
    case LayerFault::exploding_gradient:
      return "exploding_gradient";
  }
  std::abort();
}

std::string verdict_text(const LayerHealth& layer, const LayerVerdict& verdict) {
  const std::string activation = layer.activation.empty() ? "activation" : layer.activation;
  switch (verdict.fault) {
    case LayerFault::dead_units:
      return fmt::format("{}: dead units: {} of {} give 0 for every row, and learn nothing",
                         layer.name, layer.dead_units.size(), layer.units);
    case LayerFault::saturated_units:
      return fmt::format(
          "{}: saturated units: {:.0f} % of the outputs ({} of {} units for every row) are where "
          "{} "
          "is flat",
          layer.name, 100.0 * verdict.number, layer.saturated_units.size(), layer.units,
          layer.activation.empty() ? "the activation" : layer.activation);
    case LayerFault::vanishing_gradient:
      return fmt::format("{}: vanishing gradient: {} of the last layer's arrives, per weight",
                         layer.name, significant(verdict.number, 2));
    case LayerFault::exploding_gradient:
      return fmt::format(
          "{}: exploding gradient: its norm is {}{}", layer.name,
          std::isfinite(verdict.number) ? significant(verdict.number, 2) : "infinite",
          layer.gradient_ratio.value_or(0.0) > 1.0
              ? fmt::format(", per weight {} times the last layer's",
                            significant(*layer.gradient_ratio, 2))
              : "");
  }
  std::abort();
}

std::vector<std::string> health_lines(const std::vector<LayerHealth>& layers, int networks) {
  const std::vector<LayerHealth> shown = worst_of_copies(layers, networks);
  std::vector<std::string> lines;
  for (const LayerHealth& layer : shown) {
    for (const LayerVerdict& verdict : layer.verdicts) {
      lines.push_back(verdict_text(layer, verdict));
    }
  }
  if (lines.empty() && !shown.empty()) lines.push_back(healthy_line(shown));
  return lines;
}

std::vector<LayerHealth> worst_of_copies(const std::vector<LayerHealth>& layers, int networks) {
  if (networks == 1) return layers;
  std::vector<LayerHealth> result;
  for (int copy = 0; copy < networks; ++copy) {
    const std::string prefix = nn::name_in_copy("", copy);
    std::size_t place = 0;
    for (const LayerHealth& layer : layers) {
      if (!layer.name.starts_with(prefix)) continue;
      if (copy == 0) {
        result.push_back(layer);
        result.back().name.erase(0, prefix.size());
      } else {
        keep_worse(result.at(place++), layer);
      }
    }
  }
  return result;
}

io::Json health_json(const std::vector<LayerHealth>& layers) {
  io::Json::Array list;
  for (const LayerHealth& layer : layers) {
    io::Json::Array faults;
    for (const LayerVerdict& verdict : layer.verdicts) {
      faults.push_back(io::Json::Object{{"fault", std::string(name_of(verdict.fault))},
                                        {"number", io::Json::finite(verdict.number)},
                                        {"text", verdict_text(layer, verdict)}});
    }
    list.push_back(io::Json::Object{
        {"name", layer.name},
        {"kind", layer.kind},
        {"activation", layer.activation.empty() ? io::Json() : io::Json(layer.activation)},
        {"dead", number_json(layer.dead)},
        {"dead_units", units_json(layer.dead, layer.dead_units)},
        {"saturated", number_json(layer.saturated)},
        {"saturated_units", units_json(layer.saturated, layer.saturated_units)},
        {"gradient_norm", number_json(layer.gradient_norm)},
        {"gradient_ratio", number_json(layer.gradient_ratio)},
        {"faults", std::move(faults)}});
  }
  return list;
}

}  // namespace ganglion::train

#include "ganglion/train/tune/job_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

constexpr const char* kDepth = "hidden layers";
constexpr const char* kFirstUnits = "units";
constexpr const char* kTaper = "further layers";
constexpr const char* kWidth = "width";
constexpr const char* kHalf = "half as wide";
constexpr const char* kEqual = "as wide";

bool has_dense_layers(const Job& job) {
  return std::ranges::any_of(job.network->value(), [](const nn::Layer& layer) {
    return layer.as<nn::Dense>() != nullptr;
  });
}

/// Convolutions and dense layers with `factor` times their filters and units.
std::string widened(const std::vector<nn::Layer>& layers, double factor) {
  const auto scaled = [&](std::int64_t count) {
    return std::max<std::int64_t>(1,
                                  static_cast<std::int64_t>(static_cast<double>(count) * factor));
  };
  std::vector<nn::Layer> result;
  for (const nn::Layer& layer : layers) {
    if (layer.is_frozen()) {
      result.push_back(layer);
    } else if (const auto* dense = layer.as<nn::Dense>()) {
      nn::Dense copy = *dense;
      copy.units = scaled(copy.units);
      result.emplace_back(copy);
    } else if (const auto* image = layer.as<nn::Conv2D>()) {
      nn::Conv2D copy = *image;
      copy.filters = scaled(copy.filters);
      result.emplace_back(copy);
    } else if (const auto* signal = layer.as<nn::Conv1D>()) {
      nn::Conv1D copy = *signal;
      copy.filters = scaled(copy.filters);
      result.emplace_back(copy);
    } else {
      result.push_back(layer);
    }
  }
  return nn::network_text(result);
}

/// The layers with another activation of those that are dense and have one.
std::string activated(const std::vector<nn::Layer>& layers, const std::string& activation) {
  std::vector<nn::Layer> result;
  for (const nn::Layer& layer : layers) {
    const auto* dense = layer.as<nn::Dense>();
    if (dense == nullptr || dense->activation == nn::Activation::linear || layer.is_frozen()) {
      result.push_back(layer);
      continue;
    }
    nn::Dense copy = *dense;
    copy.activation = nn::activation_of(activation);
    result.emplace_back(copy);
  }
  return nn::network_text(result);
}

std::string dense_layers_of(const std::string& layers, const std::string& units,
                            const std::string& shape) {
  std::string text;
  std::int64_t width = std::stoll(units);
  for (std::int64_t i = 0; i < std::stoll(layers); ++i) {
    text += fmt::format("{}dense {} relu", i == 0 ? "" : "; ", width);
    if (shape == kHalf) width = std::max<std::int64_t>(1, width / 2);
  }
  return text;
}

SearchSpace dimensions_of(const std::string& setting, const Job& chosen, const JobData& data) {
  if (setting == "network") {
    if (data.preprocessing.state().samples) return {{kWidth, {"0.5", "1", "2"}}};
    return {{kDepth, {"0", "1", "2", "3"}},
            {kFirstUnits, {"8", "16", "32", "64", "128", "256"}},
            {kTaper, {kEqual, kHalf}}};
  }
  if (setting == "activation") return {{setting, {"relu", "tanh", "silu", "elu"}}};
  if (setting == "dropout") return {{setting, {"0", "0.1", "0.2", "0.3", "0.4", "0.5"}}};
  if (setting == "l2") return {{.name = setting, .low = 1e-7, .high = 0.1}};
  if (setting == "learning_rate") {
    const double rate = *chosen.learning_rate;
    return {{.name = setting, .low = rate / 30.0, .high = rate * 30.0}};
  }
  std::vector<std::string> sizes;
  for (std::int64_t size = 16; size <= 256 && (size == 16 || 4 * size <= data.train.rows());
       size *= 2) {
    sizes.push_back(std::to_string(size));
  }
  return {{"batch_size", sizes}};
}

/// By dimension, as value_text writes them.
using PlaceValues = std::map<std::string, std::string>;

Job with_settings(Job job, const PlaceValues& values) {
  const auto value = [&](const char* name) -> const std::string* {
    const auto found = values.find(name);
    return found == values.end() ? nullptr : &found->second;
  };
  if (const std::string* layers = value(kDepth)) {
    job.network = dense_layers_of(*layers, *value(kFirstUnits), *value(kTaper));
  }
  if (const std::string* width = value(kWidth)) {
    job.network = widened(job.network->value(), std::stod(*width));
  }
  if (const std::string* name = value("activation")) {
    job.network = activated(job.network->value(), *name);
  }
  for (const char* name : {"learning_rate", "l2", "dropout", "batch_size"}) {
    if (const std::string* text = value(name)) job_key(name).set(job, {*text});
  }
  return job;
}

}  // namespace

std::vector<std::string> searchable_settings() {
  return {"network", "activation", "learning_rate", "l2", "dropout", "batch_size"};
}

std::vector<std::string> open_settings(const Job& job, const JobData& data) {
  const bool samples = data.preprocessing.state().samples.has_value();
  std::vector<std::string> settings;
  if (!job.network) settings.emplace_back("network");
  if (!job.network && !samples) settings.emplace_back("activation");
  if (!job.learning_rate) settings.emplace_back("learning_rate");
  if (!job.l2) settings.emplace_back("l2");
  if (job.dropout == 0.0 && !samples && (!job.network || has_dense_layers(job))) {
    settings.emplace_back("dropout");
  }
  if (!job.batch_size) settings.emplace_back("batch_size");
  return settings;
}

SearchSpace job_space(const std::vector<std::string>& settings, const Job& chosen,
                      const JobData& data) {
  const std::vector<std::string> known = searchable_settings();
  SearchSpace space;
  for (const std::string& setting : settings) {
    if (std::ranges::find(known, setting) == known.end()) {
      throw Error(fmt::format("`search`: unknown setting {}; {}", shown(setting),
                              suggestion(setting, known)));
    }
    if (setting == "activation" && !has_dense_layers(chosen)) {
      throw Error("`search`: activation is that of dense layers, and the network has none");
    }
    for (Dimension& dimension : dimensions_of(setting, chosen, data)) {
      space.push_back(std::move(dimension));
    }
  }
  return space;
}

Point point_of(const SearchSpace& space, const Job& chosen) {
  PlaceValues values = {{kWidth, "1"}};
  const std::vector<nn::Layer>& layers = chosen.network->value();
  const auto* first = layers.empty() ? nullptr : layers[0].as<nn::Dense>();
  if (first != nullptr) {
    values[kDepth] = std::to_string(layers.size());
    values[kFirstUnits] = std::to_string(first->units);
    values[kTaper] = kHalf;
    values["activation"] = nn::name_of(first->activation);
  }
  values["dropout"] = fmt::format("{}", chosen.dropout);
  values["batch_size"] = std::to_string(*chosen.batch_size);
  Point point;
  for (const Dimension& dimension : space) {
    if (dimension.choices.empty()) {
      point.push_back(
          place_of(dimension, dimension.name == "l2" ? *chosen.l2 : *chosen.learning_rate));
      continue;
    }
    const auto at = std::ranges::find(dimension.choices, values[dimension.name]);
    if (at == dimension.choices.end()) return {};
    point.push_back(static_cast<double>(at - dimension.choices.begin()));
  }
  return point;
}

Job job_at(const SearchSpace& space, const Point& point, const Job& chosen) {
  PlaceValues values;
  for (std::size_t d = 0; d < space.size(); ++d) {
    values[space[d].name] = value_text(space[d], point[d]);
  }
  return with_settings(chosen, values);
}

std::vector<std::pair<std::string, std::string>> values_of(const std::vector<std::string>& settings,
                                                           const Job& job) {
  std::vector<std::pair<std::string, std::string>> values;
  for (std::string name : settings) {
    if (name == "activation") name = "network";  // it stands in its text
    if (std::ranges::find(values, name, &std::pair<std::string, std::string>::first) !=
        values.end()) {
      continue;
    }
    values.emplace_back(
        name, name == "network" ? job.network->text() : job_key(name).toml(job).value_or(""));
  }
  return values;
}

std::string settings_text(const std::vector<std::string>& settings, const Job& job) {
  std::string text;
  std::string network;  // last, as it may be long
  for (const auto& [name, value] : values_of(settings, job)) {
    if (name == "network") {
      network = value.empty() ? "no hidden layers" : value;
      continue;
    }
    text += (text.empty() ? "" : ", ") + name + " " + value;
  }
  return text + (text.empty() || network.empty() ? "" : ", ") + network;
}

}  // namespace ganglion::train

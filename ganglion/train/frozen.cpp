#include "ganglion/train/frozen.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/path_pattern.h"

namespace ganglion::train {
namespace {

/// Throws Error when a pattern names no layer and no parameter.
void check_pattern(const nn::Network& network, const std::string& pattern, const char* what) {
  std::vector<std::string> layers;
  for (const nn::LayerCall& call : network.calls()) {
    if (nn::path_matches(pattern, call.layer)) return;
    if (std::ranges::find(layers, call.layer) == layers.end()) layers.push_back(call.layer);
  }
  for (const nn::ParameterSpec& spec : network.layout().parameters) {
    if (nn::path_matches(pattern, spec.path)) return;
  }
  throw Error(fmt::format("compile: {} '{}' names no layer or parameter; the layers are {}", what,
                          pattern, fmt::join(layers, ", ")));
}

}  // namespace

std::vector<std::string> frozen_paths(const nn::Network& network, const CompileOptions& options) {
  std::vector<std::string> paths = options.frozen;
  for (const nn::LayerCall& call : network.calls()) {
    if (call.handle.is_frozen()) paths.push_back(call.layer);
  }
  if (!network.is_part()) return paths;
  for (const nn::ParameterSpec& spec : network.layout().parameters) {
    if (!network.has(spec)) paths.push_back(spec.path);
  }
  return paths;
}

std::vector<double> learning_rates_of(const CompileOptions& options,
                                      std::span<const std::string> paths) {
  if (options.learning_rates.empty()) return {};
  std::vector<double> rates(paths.size(), 1.0);
  for (const auto& [pattern, rate] : options.learning_rates) {
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (nn::path_matches(pattern, paths[i])) rates[i] = rate;
    }
  }
  return rates;
}

nn::TrainedRange trained_range(const nn::Network& network, const CompileOptions& options) {
  return nn::trained_range(network.layout(), frozen_paths(network, options));
}

void check_frozen(const nn::Network& network, const CompileOptions& options) {
  for (const std::string& pattern : options.frozen) check_pattern(network, pattern, "frozen");
  for (const auto& [pattern, rate] : options.learning_rates) {
    check_pattern(network, pattern, "learning_rates");
    if (rate >= 0.0 && std::isfinite(rate)) continue;
    throw Error(
        fmt::format("compile: the learning rate of '{}' is multiplied with {}; the factor "
                    "must be finite and not negative",
                    pattern, rate));
  }
  const auto has = [&](const nn::ParameterSpec& spec) { return network.has(spec); };
  const bool any = std::ranges::any_of(network.layout().parameters, has);
  if (!any || trained_range(network, options).size > 0) return;
  throw Error(
      "compile: every parameter is frozen, so that nothing is left to train; freeze fewer "
      "layers");
}

}  // namespace ganglion::train

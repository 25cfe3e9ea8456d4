#include "ganglion/train/named_outputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

using Named = std::pair<std::string, OutputOptions>;

std::vector<Named> ordered(const nn::Network& network, const std::vector<Named>& given) {
  const std::vector<std::string> names = network.output_names();
  for (const auto& [name, options] : given) {
    if (std::ranges::find(names, name) == names.end()) {
      throw Error(fmt::format("compile: the network has no output '{}'; its outputs are {}", name,
                              fmt::join(names, ", ")));
    }
    if (std::ranges::count(names, name) > 1) {
      throw Error(
          fmt::format("compile: two outputs are called '{}'; give their layers names", name));
    }
    if (std::ranges::count(given, name, &Named::first) > 1) {
      throw Error(fmt::format("compile: outputs has '{}' twice", name));
    }
  }
  std::vector<Named> result;
  for (const std::string& name : names) {
    const auto found = std::ranges::find(given, name, &Named::first);
    if (found == given.end()) {
      throw Error(fmt::format("compile: outputs says nothing of '{}'; give a loss for each of {}",
                              name, fmt::join(names, ", ")));
    }
    result.push_back(*found);
  }
  return result;
}

std::string losses_text(const std::vector<nn::Loss>& losses) {
  std::string text;
  for (const nn::Loss& loss : losses) text += loss.to_string() + ";";
  return text;
}

}  // namespace

void order_outputs(const nn::Network& network, CompileOptions& options) {
  if (options.outputs.empty()) return;
  options.outputs = ordered(network, options.outputs);
  std::vector<nn::Loss> losses;
  std::vector<double> weights;
  for (const auto& [name, output] : options.outputs) {
    if (!std::isfinite(output.weight)) {
      throw Error(fmt::format("compile: the weight of output '{}' is {}; it must be finite", name,
                              output.weight));
    }
    losses.push_back(output.loss);
    weights.push_back(output.weight);
  }
  // The same again, when a model is compiled with the options of another one.
  const bool others = !options.losses.empty() && losses_text(options.losses) != losses_text(losses);
  const bool other_weights = !options.loss_weights.empty() && options.loss_weights != weights;
  if (others || other_weights || !options.metrics.empty()) {
    throw Error(
        "compile: outputs are given by name, and `losses`, `loss_weights` or `metrics` beside "
        "them; "
        "say it in one place");
  }
  options.losses = std::move(losses);
  options.loss_weights = std::move(weights);
}

std::span<const nn::AnyMetric> metrics_of(const CompileOptions& options, std::size_t output) {
  return options.outputs.empty() ? options.metrics : options.outputs.at(output).second.metrics;
}

bool has_metrics(const CompileOptions& options) {
  return !options.metrics.empty() || std::ranges::any_of(options.outputs, [](const Named& output) {
    return !output.second.metrics.empty();
  });
}

std::string value_name(const CompileOptions& options, std::string_view name, std::size_t output) {
  if (options.outputs.empty()) return nn::numbered(name, output);
  return fmt::format("{}_{}", options.outputs.at(output).first, name);
}

std::string loss_name(const CompileOptions& options, std::size_t output) {
  return fmt::format("loss/{}", options.outputs.at(output).first);
}

}  // namespace ganglion::train

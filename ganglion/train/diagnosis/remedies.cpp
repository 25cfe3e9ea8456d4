#include "ganglion/train/diagnosis/remedies.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "ganglion/train/diagnosis/layer_states.h"

namespace ganglion::train {
namespace {

constexpr double kStrongL2 = 0.005;
constexpr double kStrongDropout = 0.4;
constexpr double kHighRate = 0.03;
constexpr double kAllDead = 0.99;       // of the units of a layer
constexpr std::size_t kManyLayers = 4;  // of which the first learn little with sigmoid

std::string other_activation(const Evidence& evidence) {
  const std::vector<LayerState> layers = layer_states(evidence);
  const bool dead = std::ranges::any_of(
      layers, [](const LayerState& layer) { return layer.dead.value_or(0.0) >= kAllDead; });
  if (dead) return command_with_activation(evidence, "relu", "leaky_relu");
  if (layers.size() < kManyLayers) return "";
  return command_with_activation(evidence, "sigmoid|tanh", "relu");
}

}  // namespace

bool strongly_regularised(const Evidence& evidence) {
  const Job& used = evidence.result.job.stated;
  return *used.l2 > kStrongL2 || used.dropout > kStrongDropout;
}

std::string freer_command(const Evidence& evidence) {
  const Job& used = evidence.result.job.stated;
  if (used.network->value().empty()) {
    return evidence.command([](Job& job) { job.network.reset(); });
  }
  if (strongly_regularised(evidence)) {
    return evidence.command([&](Job& job) {
      if (*used.l2 > kStrongL2) {
        job.l2 = 0.0;
      } else {
        job.dropout = 0.0;
      }
    });
  }
  if (*used.learning_rate > kHighRate) return command_at_rate(evidence, 0.1);
  if (std::string command = other_activation(evidence); !command.empty()) return command;
  if (!evidence.result.stopped.empty()) return command_at_rate(evidence, 0.3);  // early
  return evidence.command([&](Job& job) { job.epochs = 3 * evidence.result.epochs_run; });
}

std::string command_at_rate(const Evidence& evidence, double factor) {
  const double rate = factor * *evidence.result.job.stated.learning_rate;
  return evidence.command(
      [&](Job& job) { job.learning_rate = std::stod(fmt::format("{:.3g}", rate)); });
}

std::string command_with_activation(const Evidence& evidence, const std::string& words,
                                    const std::string& by) {
  const std::string text = evidence.result.job.stated.network->text();
  const std::string changed = std::regex_replace(text, std::regex("\\b(" + words + ")\\b"), by);
  if (changed == text) return "";
  return evidence.command([&](Job& job) { job.network = changed; });
}

}  // namespace ganglion::train

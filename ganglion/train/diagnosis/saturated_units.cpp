#include <fmt/format.h>

#include "ganglion/train/diagnosis/layer_states.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kMostSaturated = 0.5;  // of the outputs of a layer

}  // namespace

std::optional<Finding> saturated_units(const Evidence& evidence) {
  const LayerState* worst = nullptr;
  const std::vector<LayerState> layers = layer_states(evidence);
  for (const LayerState& layer : layers) {
    if (!layer.hidden || layer.saturated.value_or(0.0) < kMostSaturated) continue;
    if (worst == nullptr || *layer.saturated > *worst->saturated) worst = &layer;
  }
  if (worst == nullptr) return {};
  std::string command = command_with_activation(evidence, "sigmoid|tanh", "relu");
  if (command.empty()) command = freer_command(evidence);
  return Finding{.kind = "saturated_units",
                 .text = fmt::format("{:.0f} % of the outputs of {} are at the flat ends of their "
                                     "activation, where gradients vanish",
                                     100.0 * *worst->saturated, worst->name),
                 .numbers = {{"saturated", *worst->saturated}},
                 .layer = worst->name,
                 .command = std::move(command)};
}

}  // namespace ganglion::train

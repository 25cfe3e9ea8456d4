#include <fmt/format.h>

#include "ganglion/train/diagnosis/layer_states.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {

std::optional<Finding> saturated_units(const Evidence& evidence) {
  std::vector<LayerState> layers = layer_states(evidence);
  // An output that is saturated is a sure answer.
  std::erase_if(layers, [](const LayerState& layer) { return !layer.hidden; });
  const LayerState* worst = worst_by(&LayerState::saturated, layers);
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

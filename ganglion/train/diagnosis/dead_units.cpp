#include <fmt/format.h>

#include "ganglion/train/diagnosis/layer_states.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {

std::optional<Finding> dead_units(const Evidence& evidence) {
  const std::vector<LayerState> layers = layer_states(evidence);
  const LayerState* worst = worst_by(&LayerState::dead, layers);
  if (worst == nullptr || strongly_regularised(evidence)) return {};
  if (!hidden_layers_matter(evidence)) return {};
  std::string command = command_with_activation(evidence, "relu", "leaky_relu");
  if (command.empty()) command = command_at_rate(evidence, 0.3);
  return Finding{.kind = "dead_units",
                 .text = fmt::format("{:.0f} % of the units of {} are 0 for every row and learn "
                                     "nothing more",
                                     100.0 * *worst->dead, worst->name),
                 .numbers = {{"dead", *worst->dead}},
                 .layer = worst->name,
                 .command = std::move(command)};
}

}  // namespace ganglion::train

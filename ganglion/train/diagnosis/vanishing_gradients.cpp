#include <fmt/format.h>

#include "ganglion/train/diagnosis/layer_states.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"
#include "ganglion/train/evaluate/layer_health.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kDeep = 3;  // layers with weights

double per_weight(const LayerState& layer) {
  return gradient_per_weight(*layer.gradient, layer.parameters);
}

}  // namespace

std::optional<Finding> vanishing_gradients(const Evidence& evidence) {
  std::vector<LayerState> layers = layer_states(evidence);
  std::erase_if(layers, [](const LayerState& l) { return !l.gradient || l.parameters == 0; });
  if (layers.size() < kDeep || strongly_regularised(evidence)) return {};
  if (!hidden_layers_matter(evidence)) return {};
  const double last = per_weight(layers.back());
  const double ratio = per_weight(layers.front()) / last;
  if (!(last > 0.0) || ratio >= kVanishingRatio) return {};
  std::string command = command_with_activation(evidence, "sigmoid|tanh", "relu");
  if (command.empty()) command = command_with_activation(evidence, "relu", "leaky_relu");
  if (command.empty()) command = freer_command(evidence);
  return Finding{.kind = "vanishing_gradients",
                 .text = fmt::format("the gradient of {} is {:.2g} of that of {}, per weight",
                                     layers.front().name, ratio, layers.back().name),
                 .numbers = {{"ratio", ratio}},
                 .layer = layers.front().name,
                 .command = std::move(command)};
}

}  // namespace ganglion::train

#include "ganglion/train/diagnosis/layer_states.h"

#include <algorithm>

#include "ganglion/nn/averaged_network.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

void add_share(std::optional<double>& sum, const std::optional<double>& value, double networks) {
  if (value) sum = sum.value_or(0.0) + *value / networks;
}

}  // namespace

std::vector<LayerState> layer_states(const Evidence& evidence) {
  const auto networks = static_cast<int>(evidence.result.job.ensemble);
  std::vector<LayerState> states;
  for (int copy = 0; copy < networks; ++copy) {
    const std::string prefix = networks == 1 ? "" : nn::name_in_copy("", copy);
    for (const LayerHealth& layer : evidence.assessment().layers) {
      if (!layer.name.starts_with(prefix)) continue;
      const std::string name = layer.name.substr(prefix.size());
      auto state = std::ranges::find(states, name, &LayerState::name);
      if (state == states.end()) state = states.insert(state, LayerState{.name = name});
      add_share(state->dead, layer.dead, networks);
      add_share(state->saturated, layer.saturated, networks);
      add_share(state->gradient, layer.gradient_norm, networks);
      state->parameters = layer.parameters;
    }
  }
  for (auto last = states.rbegin(); last != states.rend(); ++last) {
    last->hidden = false;
    if (last->parameters > 0) break;
  }
  return states;
}

bool hidden_layers_matter(const Evidence& evidence) {
  constexpr double kNothingLeft = 1e-3;
  if (evidence.loss().mean < kNothingLeft * evidence.constant_loss()) return false;
  return !evidence.result.job.stated.linear_path.value_or(false) || !linear_is_enough(evidence);
}

const LayerState* worst_by(std::optional<double> LayerState::*share,
                           const std::vector<LayerState>& layers) {
  constexpr double kMany = 0.5;
  const LayerState* worst = nullptr;
  for (const LayerState& layer : layers) {
    if ((layer.*share).value_or(0.0) < kMany) continue;
    if (worst == nullptr || *(layer.*share) > *(worst->*share)) worst = &layer;
  }
  return worst;
}

}  // namespace ganglion::train

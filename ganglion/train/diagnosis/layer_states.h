#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/train/diagnosis/evidence.h"

namespace ganglion::train {

/// What diagnoses look at in a layer. Of an ensemble: the mean over its networks.
struct LayerState {
  std::string name;
  bool hidden = true;                    ///< all but the last layer with weights and those behind
  std::optional<double> dead = {};       ///< share of units
  std::optional<double> saturated = {};  ///< share of outputs
  std::optional<double> gradient = {};   ///< norm of the derivatives by all weights
  std::int64_t parameters = 0;
};

/// The only place where diagnoses read LayerHealth.
std::vector<LayerState> layer_states(const Evidence& evidence);

/// Whether the hidden layers can be what keeps the loss up: not where a linear path does the work
/// and the linear model does as well, nor where less than a thousandth of the constant's loss is
/// left. What is dead there has nothing to do.
bool hidden_layers_matter(const Evidence& evidence);

/// The layer with the largest share (`dead` or `saturated`), where that is half or more; nullptr
/// where it is less in all.
const LayerState* worst_by(std::optional<double> LayerState::*share,
                           const std::vector<LayerState>& layers);

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/nn/layer.h"

namespace ganglion::train {

/// Where in a layer an activation gives its numbers.
struct ActivationSite {
  nn::Activation activation;
  Value output;
};

/// Whether units of the activation can be 0 for every row, and so learn nothing more.
bool can_die(nn::Activation activation);
/// Whether its outputs can lie at an end of its range, where it is flat.
bool can_saturate(nn::Activation activation);

/// The activations of a layer's call that can die or saturate: the one that the layer declares, or
/// else those among the ops that it is made of (of a residual block, a custom layer).
std::vector<ActivationSite> activation_sites(const nn::Layer& layer, Value output,
                                             std::span<const Value> inputs);

/// What the units of an activation did on some rows.
struct UnitActivity {
  std::int64_t units = 0;
  std::vector<std::int64_t> flat = {};  ///< units that were dead or saturated in every row
  double flat_share = 0.0;              ///< of all outputs: those that are dead or saturated
};

/// `outputs` [rows, …] f32, with the units along `unit_axis` (-1: the last).
UnitActivity unit_activity(nn::Activation activation, const Tensor& outputs, int unit_axis);

}  // namespace ganglion::train

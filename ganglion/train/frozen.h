#pragma once
#include <span>
#include <string>
#include <vector>

#include "ganglion/nn/network.h"
#include "ganglion/nn/trained_range.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// Patterns of all that training leaves as it is: those of the options, the network's frozen
/// layers, and the parameters around a part of a network.
std::vector<std::string> frozen_paths(const nn::Network& network, const CompileOptions& options);

/// What the learning rate of each parameter is multiplied with; empty where that is 1 for all.
std::vector<double> learning_rates_of(const CompileOptions& options,
                                      std::span<const std::string> paths);

/// The part of the flat parameters, and of the optimizer's slots, that a training step changes.
nn::TrainedRange trained_range(const nn::Network& network, const CompileOptions& options);

/// Throws Error for a pattern that names nothing (listing the layers), a rate that is negative or
/// not finite, and where everything is frozen.
void check_frozen(const nn::Network& network, const CompileOptions& options);

}  // namespace ganglion::train

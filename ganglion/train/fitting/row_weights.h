#pragma once
#include <vector>

#include "ganglion/data/dataset.h"

namespace ganglion::train {

/// Multiplies the weight of each row by that of its class, output by output: `class_weights[i]` has
/// a factor for each class of output i, or none. Rows without weights count as 1. Throws Error,
/// naming output and row, for a label without a factor, targets that are no class labels, and
/// factors that are negative or not finite.
void apply_class_weights(data::Dataset& data,
                         const std::vector<std::vector<double>>& class_weights);

}  // namespace ganglion::train

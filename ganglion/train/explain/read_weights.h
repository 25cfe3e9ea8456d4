#pragma once
#include <string>

#include "ganglion/nn/parameters.h"
#include "ganglion/train/explain/explain_graph.h"

namespace ganglion::train {

/// Weights that a person wrote down, by layer and name, as JSON or (in a file named .toml) TOML:
///     {"dense": {"kernel": [[1, -1], [0.5, 2]], "bias": [0, 1]}, "dense_1": {…}}
/// A kernel has a row for each input and a column for each unit. All parameters of the network must
/// be there; its state (moving averages) may be. f64, by path. Throws Error that begins with the
/// path of the file and names the weight: for one that is missing, unknown, of another shape, or no
/// numbers.
ExactNumbers read_weights(const std::string& path, const nn::ParameterLayout& layout);

}  // namespace ganglion::train

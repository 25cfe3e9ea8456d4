#pragma once
#include <string>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::train {

/// The weighted sum of a layer, to which it applies its activation.
struct WeightedSum {
  Value value;          ///< with its bias; empty for layers that have none, or several
  std::string formula;  ///< "x W + b"; for convolutions "x ∗ W + b", for transposed ones "x ∗ᵀ W"
  bool transposed = false;  ///< the sum of a transposed convolution
};

/// Found among the nodes of a layer's call by the graph's shape alone: the only product or
/// convolution that reads a weight, and the sum with a weight behind it. Where such a node reads
/// another directly (the two halves of a separable convolution), both are one.
WeightedSum weighted_sum(const Graph& graph, const std::vector<int>& nodes);

/// What a weight is called in formulas, by its path: W for a kernel, b for a bias.
std::string symbol_of(const std::string& path);

}  // namespace ganglion::train

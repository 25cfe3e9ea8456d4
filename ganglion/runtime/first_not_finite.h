#pragma once
#include <map>
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"

namespace ganglion::runtime {

/// Computes a graph node by node, and names the first node that is not finite: "dense_1/matmul
/// (matmul)"; empty if there is none. `feeds`: a tensor for each input and variable by name.
std::string first_not_finite(const Graph& graph, const std::map<std::string, Tensor>& feeds);

}  // namespace ganglion::runtime

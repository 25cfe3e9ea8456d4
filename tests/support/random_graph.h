#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"

/// Graphs made at random out of all differentiable ops: what plans are tested on.
namespace ganglion::testing_support {

struct RandomGraphOptions {
  std::uint64_t seed = 0;
  int ops = 10;            ///< nodes of the forward part, about
  std::int64_t batch = 8;  ///< rows of the batch inputs
  bool divides = false;    ///< only ops by which the batch can still be divided into single rows
};

/// Appends a training step made at random: batch inputs, parameters, ops, a loss, its derivatives
/// (sometimes theirs too), outputs, assignments, a guard. Equal options give the same graph, but
/// for its type `dtype` (f32 or f64).
void build_random_step(Graph& graph, DType dtype, const RandomGraphOptions& options);

/// Numbers for all inputs and variables of such a graph, the same whatever its type.
std::map<std::string, Tensor> random_feeds(const Graph& graph, std::uint64_t seed);

}  // namespace ganglion::testing_support

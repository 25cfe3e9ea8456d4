#pragma once
#include <span>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// The nodes that compute `output` from `inputs`, in order: those that it needs, leaves (variables,
/// constants) included, without the inputs and what lies before them.
std::vector<int> nodes_between(Value output, std::span<const Value> inputs);

}  // namespace ganglion

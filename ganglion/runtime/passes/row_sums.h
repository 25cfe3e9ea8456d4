#pragma once
#include <span>

#include "ganglion/graph/graph.h"

/// What can run together as one pass over memory: element-wise nodes, and sums over rows of such.
namespace ganglion::runtime {

/// Does the node work element by element, give one value, and have a fast kernel that computes it
/// together with its neighbours?
bool can_be_fused(const Node& node);

/// Is it a sum that is worth adding up where its summands are made, and not after they were stored?
bool is_row_sum(const Node& node, bool replicated);

/// Do these values lie over the rows of a sum in ways that kernels know?
bool fits_rows(std::span<const Value> values, const Node& sum);

/// The type of the elements that an element-wise node or a sum works on.
const TensorType& element_type(const Node& node);

}  // namespace ganglion::runtime

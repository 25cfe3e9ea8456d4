#pragma once
#include <span>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// What a walk backwards did, counted while it went.
struct WalkCount {
  int nodes = 0;                   ///< visits: how often a node's gradient rule was applied
  std::vector<bool> reached = {};  ///< for each of `wrt`: whether a derivative arrived there
};

/// Appends to the graph of `loss` the nodes that compute d loss / d w for each of `wrt`, and
/// returns them. One walk from the loss backwards visits each node between the loss and `wrt` once:
/// for N nodes and P targets the work grows with N + P, not N x P (reverse-mode differentiation;
/// Linnainmaa 1970). A value that the loss doesn't depend on gets zeros. The result is ordinary
/// graph: it can be printed, drawn, compiled, and differentiated again. Throws Error when the loss
/// is not a scalar, a value is missing or of another graph, or a node on the way has no gradient
/// rule. `count`, if given, is filled in.
std::vector<Value> gradients(Value loss, std::span<const Value> wrt, WalkCount* count = nullptr);

/// The same for any value y, given the derivative dy that arrives at it (a vector-Jacobian
/// product).
std::vector<Value> gradients(Value y, Value dy, std::span<const Value> wrt,
                             WalkCount* count = nullptr);

}  // namespace ganglion

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
/// The same for several values, each with what arrives at it: the sum of their products, in one
/// walk. Throws Error unless there are as many `dys` as `ys`, and at least one.
std::vector<Value> gradients(std::span<const Value> ys, std::span<const Value> dys,
                             std::span<const Value> wrt, WalkCount* count = nullptr);

/// The second derivatives of a loss, times a vector: for each w of `wrt` the sum over the others,
/// u, of d2 loss / (dw du) times u's entry in `vectors`, which has its shape (Pearlmutter, 1994).
/// The matrix of all second derivatives is never made: the work is a few times that of a gradient.
/// Throws Error like gradients(), and where the derivative of an op has no gradient rule itself (of
/// recurrent layers).
std::vector<Value> hessian_vector_product(Value loss, std::span<const Value> wrt,
                                          std::span<const Value> vectors);

}  // namespace ganglion

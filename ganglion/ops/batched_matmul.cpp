#include <fmt/format.h>

#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_batched_matmul(const Node& node) {
  rules::check_floating(node, 2);
  const Shape& a = node.inputs[0].shape();
  const Shape& b = node.inputs[1].shape();
  const int rank = a.rank();
  if (rank < 3 || b.rank() != rank || !std::equal(a.begin(), a.end() - 2, b.begin())) {
    rules::refuse(node, "needs matrices under the same leading axes (use broadcast_to)");
  }
  const int ta = node.attributes.flag("transpose_a") ? 1 : 0;
  const int tb = node.attributes.flag("transpose_b") ? 1 : 0;
  if (a[-1 - ta] != b[-2 + tb]) {
    rules::refuse(node, fmt::format("inner extents {} and {} differ{}", a[-1 - ta], b[-2 + tb],
                                    ta + tb > 0 ? " (after the transposes asked for)" : ""));
  }
  return {{node.inputs[0].dtype(), a.with(-2, a[-2 + ta]).with(-1, b[-1 - tb])}};
}

std::vector<Value> gradient_of_batched_matmul(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  const bool ta = node.attributes.flag("transpose_a");
  const bool tb = node.attributes.flag("transpose_b");
  // As that of matmul, for each pair of matrices.
  return {ta ? batched_matmul(b, dy[0], tb, true) : batched_matmul(dy[0], b, false, !tb),
          tb ? batched_matmul(dy[0], a, true, ta) : batched_matmul(a, dy[0], !ta, false)};
}

std::optional<Placement> place_batched_matmul(const Node&, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (std::ranges::find(inputs, Placement::split) == inputs.end()) return Placement::whole;
  std::ranges::fill(inputs, Placement::split);
  return Placement::split;
}

}  // namespace

const OpDef kBatchedMatmul = {.name = "batched_matmul",
                              .infer = infer_batched_matmul,
                              .gradient = gradient_of_batched_matmul,
                              .place = place_batched_matmul};

Value batched_matmul(Value a, Value b, bool transpose_a, bool transpose_b) {
  return a.owner().add(kBatchedMatmul, {a, b},
                       {{"transpose_a", transpose_a}, {"transpose_b", transpose_b}});
}

}  // namespace ganglion::ops

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_matmul(const Node& node) {
  rules::check_floating(node, 2);
  const Shape& a = node.inputs[0].shape();
  const Shape& b = node.inputs[1].shape();
  if (a.rank() != 2 || b.rank() != 2) rules::refuse(node, "needs two matrices (use reshape)");
  const int ta = node.attributes.flag("transpose_a") ? 1 : 0;
  const int tb = node.attributes.flag("transpose_b") ? 1 : 0;
  if (a[1 - ta] != b[tb]) {
    rules::refuse(node, fmt::format("inner extents {} and {} differ{}", a[1 - ta], b[tb],
                                    ta + tb > 0 ? " (after the transposes asked for)" : ""));
  }
  return {{node.inputs[0].dtype(), Shape{a[ta], b[1 - tb]}}};
}

std::vector<Value> gradient_of_matmul(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  const bool ta = node.attributes.flag("transpose_a");
  const bool tb = node.attributes.flag("transpose_b");
  // C = A·B: dA = dC·Bᵀ and dB = Aᵀ·dC, each transposed when the operand is.
  const Value da = ta ? matmul(b, dy[0], tb, true) : matmul(dy[0], b, false, !tb);
  const Value db = tb ? matmul(dy[0], a, true, ta) : matmul(a, dy[0], !ta, false);
  return {da, db};
}

std::optional<Placement> place_matmul(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  const bool ta = node.attributes.flag("transpose_a");
  const bool tb = node.attributes.flag("transpose_b");
  const bool a_split = inputs[0] == Placement::split;
  const bool b_split = inputs[1] == Placement::split;
  if (!a_split && !b_split) return Placement::whole;
  if (a_split && !b_split && !ta) return Placement::split;
  if (!a_split || !b_split || !ta || tb) return std::nullopt;
  // The sum runs over the batch. A summand of each replica would be as much to write and to add up
  // as to compute where the result is large: then it is one product over all rows, divided by
  // columns of `a`.
  constexpr std::int64_t kManyElements = 1 << 14;
  if (node.outputs[0].shape.size() < kManyElements) return Placement::partial;
  std::ranges::fill(inputs, Placement::whole);
  return Placement::whole;
}

}  // namespace

const OpDef kMatmul = {
    .name = "matmul", .infer = infer_matmul, .gradient = gradient_of_matmul, .place = place_matmul};

Value matmul(Value a, Value b, bool transpose_a, bool transpose_b) {
  return a.owner().add(kMatmul, {a, b},
                       {{"transpose_a", transpose_a}, {"transpose_b", transpose_b}});
}

}  // namespace ganglion::ops

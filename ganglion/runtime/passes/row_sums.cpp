#include "ganglion/runtime/passes/row_sums.h"

#include <algorithm>

#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/row_axes.h"

namespace ganglion::runtime {

bool can_be_fused(const Node& node) {
  return node.op->elementwise && node.outputs.size() == 1 && kernels::can_be_fused(*node.op);
}

bool is_row_sum(const Node& node, bool replicated) {
  constexpr std::int64_t kMinElements = 1 << 13;
  constexpr std::int64_t kShortestRow = 32;  // what is done around a row takes as long as that
  constexpr std::int64_t kFewestSums = 8;    // which threads share, where replicas don't
  if (node.op != &ops::kReduceSum) return false;
  const Shape& shape = node.inputs[0].shape();
  const auto axes = ops::row_axes(shape, node.attributes.integers("axes"));
  return axes && shape.size() >= kMinElements && axes->inner >= kShortestRow &&
         (replicated || axes->kept >= kFewestSums);
}

bool fits_rows(std::span<const Value> values, const Node& sum) {
  const Shape& shape = sum.inputs[0].shape();
  const auto& axes = sum.attributes.integers("axes");
  return std::ranges::all_of(values, [&](const Value& value) {
    return ops::row_part(value.shape(), shape, axes).has_value();
  });
}

const TensorType& element_type(const Node& node) {
  return node.op == &ops::kReduceSum ? node.inputs[0].type() : node.outputs[0];
}

}  // namespace ganglion::runtime

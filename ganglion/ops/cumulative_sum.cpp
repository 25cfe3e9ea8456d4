#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_cumulative_sum(const Node& node, std::span<const Value> dy) {
  // x_j is in the sums y_i with i >= j.
  return {cumulative_sum(dy[0], static_cast<int>(node.attributes.integer("axis")),
                         !node.attributes.flag("reverse"))};
}

std::optional<Placement> place_cumulative_sum(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] == Placement::split && node.attributes.integer("axis") == 0) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kCumulativeSum = {.name = "cumulative_sum",
                              .infer = rules::infer_unary,
                              .gradient = gradient_of_cumulative_sum,
                              .place = place_cumulative_sum};

Value cumulative_sum(Value x, int axis, bool reverse) {
  const std::int64_t normalized = normalize_axis(axis, x.shape().rank(), "cumulative_sum");
  return x.owner().add(kCumulativeSum, {x}, {{"axis", normalized}, {"reverse", reverse}});
}

}  // namespace ganglion::ops

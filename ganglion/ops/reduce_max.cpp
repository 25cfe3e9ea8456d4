#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_reduce_max(const Node& node) {
  rules::check_floating(node, 1);
  if (node.inputs[0].shape().size() == 0) rules::refuse(node, "no largest element of none");
  return {{node.inputs[0].dtype(),
           rules::reduced_shape(node.inputs[0].shape(), node.attributes.integers("axes"),
                                node.attributes.flag("keep"))}};
}

std::vector<Value> gradient_of_reduce_max(const Node& node, std::span<const Value> dy) {
  const Value x = node.inputs[0];
  const auto& axes = node.attributes.integers("axes");
  const Shape kept = rules::reduced_shape(x.shape(), axes, true);
  const Value largest = equal(x, reshape(node.output(), kept));
  const std::vector<int> over(axes.begin(), axes.end());
  return {largest * (reshape(dy[0], kept) / reduce_sum(largest, over, true))};
}

std::optional<Placement> place_reduce_max(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  const auto& axes = node.attributes.integers("axes");
  const bool over_batch = std::find(axes.begin(), axes.end(), 0) != axes.end();
  if (inputs[0] == Placement::split && over_batch) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kReduceMax = {.name = "reduce_max",
                          .infer = infer_reduce_max,
                          .gradient = gradient_of_reduce_max,
                          .place = place_reduce_max};

Value reduce_max(Value x, std::vector<int> axes, bool keep) {
  auto normalized = rules::normalized_axes(axes, x.shape().rank(), "reduce_max");
  if (normalized.empty()) return x;
  return x.owner().add(kReduceMax, {x}, {{"axes", std::move(normalized)}, {"keep", keep}});
}

}  // namespace ganglion::ops

#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_reduce_sum(const Node& node) {
  rules::check_floating(node, 1);
  return {{node.inputs[0].dtype(),
           rules::reduced_shape(node.inputs[0].shape(), node.attributes.integers("axes"),
                                node.attributes.flag("keep"))}};
}

std::vector<Value> gradient_of_reduce_sum(const Node& node, std::span<const Value> dy) {
  const Shape& shape = node.inputs[0].shape();
  const Shape kept = rules::reduced_shape(shape, node.attributes.integers("axes"), true);
  return {broadcast_to(reshape(dy[0], kept), shape)};
}

std::optional<Placement> place_reduce_sum(const Node& node, std::span<Placement> inputs) {
  const auto& axes = node.attributes.integers("axes");
  const bool over_batch = std::find(axes.begin(), axes.end(), 0) != axes.end();
  return inputs[0] == Placement::split && over_batch ? Placement::partial : inputs[0];
}

}  // namespace

const OpDef kReduceSum = {.name = "reduce_sum",
                          .infer = infer_reduce_sum,
                          .gradient = gradient_of_reduce_sum,
                          .place = place_reduce_sum};

Value reduce_sum(Value x, std::vector<int> axes, bool keep) {
  auto normalized = rules::normalized_axes(axes, x.shape().rank(), "reduce_sum");
  if (normalized.empty()) return x;
  return x.owner().add(kReduceSum, {x}, {{"axes", std::move(normalized)}, {"keep", keep}});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_gather(const Node& node) {
  if (node.inputs.size() != 2 || node.inputs[0].shape().rank() == 0 ||
      !is_floating(node.inputs[0].dtype()) || node.inputs[1].dtype() != DType::i32) {
    rules::refuse(node, "takes a floating table of at least one axis and i32 indices");
  }
  std::vector<std::int64_t> dims = to_integers(node.inputs[1].shape());
  const Shape& table = node.inputs[0].shape();
  dims.insert(dims.end(), table.begin() + 1, table.end());
  return {{node.inputs[0].dtype(), Shape(std::span<const std::int64_t>(dims))}};
}

std::vector<Value> gradient_of_gather(const Node& node, std::span<const Value> dy) {
  return {scatter_add(node.inputs[1], dy[0], node.inputs[0].shape()[0]), Value{}};
}

std::optional<Placement> place_gather(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] == Placement::split) return std::nullopt;
  if (inputs[1] == Placement::split && node.inputs[1].shape().rank() == 0) return std::nullopt;
  return inputs[1];
}

}  // namespace

const OpDef kGather = {
    .name = "gather", .infer = infer_gather, .gradient = gradient_of_gather, .place = place_gather};

Value gather(Value table, Value indices) {
  return table.owner().add(kGather, {table, indices});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_scatter_add(const Node& node) {
  if (node.inputs.size() != 2 || node.inputs[0].dtype() != DType::i32 ||
      !is_floating(node.inputs[1].dtype())) {
    rules::refuse(node, "takes i32 indices and floating updates");
  }
  if (node.attributes.integer("rows") < 0) {
    rules::refuse(node, "the number of rows must not be negative");
  }
  const Shape& indices = node.inputs[0].shape();
  const Shape& updates = node.inputs[1].shape();
  bool fits = updates.rank() >= indices.rank();
  for (int i = 0; fits && i < indices.rank(); ++i) fits = updates[i] == indices[i];
  if (!fits) rules::refuse(node, "the updates' first axes must be those of the indices");
  std::vector<std::int64_t> dims = {node.attributes.integer("rows")};
  dims.insert(dims.end(), updates.begin() + indices.rank(), updates.end());
  return {{node.inputs[1].dtype(), Shape(std::span<const std::int64_t>(dims))}};
}

std::vector<Value> gradient_of_scatter_add(const Node& node, std::span<const Value> dy) {
  return {Value{}, gather(dy[0], node.inputs[0])};
}

std::optional<Placement> place_scatter_add(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] != Placement::split && inputs[1] != Placement::split) return Placement::whole;
  if (node.inputs[0].shape().rank() == 0) return std::nullopt;  // the rows are no axis of indices
  inputs[0] = inputs[1] = Placement::split;
  return Placement::partial;
}

}  // namespace

const OpDef kScatterAdd = {.name = "scatter_add",
                           .infer = infer_scatter_add,
                           .gradient = gradient_of_scatter_add,
                           .place = place_scatter_add};

Value scatter_add(Value indices, Value updates, std::int64_t rows) {
  return updates.owner().add(kScatterAdd, {indices, updates}, {{"rows", rows}});
}

}  // namespace ganglion::ops

#include "ganglion/ops/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::ops::rules {

void refuse(const Node& node, std::string_view what) {
  std::string types;
  for (const Value& input : node.inputs) {
    types += (types.empty() ? "" : ", ") + input.type().to_string();
  }
  throw Error(
      fmt::format("{}: {}; got {}", node.op->name, what, types.empty() ? "no inputs" : types));
}

void check_floating(const Node& node, std::size_t count) {
  if (node.inputs.size() != count) refuse(node, fmt::format("takes {} inputs", count));
  for (const Value& input : node.inputs) {
    if (!is_floating(input.dtype())) refuse(node, "needs f32 or f64 (convert with cast)");
    if (input.dtype() != node.inputs[0].dtype()) {
      refuse(node, "inputs must have one type (convert with cast)");
    }
  }
}

std::vector<TensorType> infer_unary(const Node& node) {
  check_floating(node, 1);
  return {node.inputs[0].type()};
}

std::vector<TensorType> infer_broadcast(const Node& node) {
  check_floating(node, node.op == &kSelect ? 3 : 2);
  Shape shape = node.inputs[0].shape();
  for (const Value& input : node.inputs) {
    if (!can_broadcast(shape, input.shape())) {
      refuse(node, "shapes don't broadcast (aligned at the last axis, extents must be equal or 1)");
    }
    shape = broadcast(shape, input.shape());
  }
  return {{node.inputs[0].dtype(), shape}};
}

std::vector<TensorType> infer_drawn(const Node& node) {
  if (node.inputs.size() == 2 && node.inputs[1].shape().rank() == 0 &&
      node.inputs[1].dtype() == DType::f32 && is_floating(node.inputs[0].dtype())) {
    return {node.inputs[0].type()};
  }
  refuse(node, "takes a floating value and the step (an f32 scalar)");
}

std::vector<Value> gradient_of_drawn(const Node& /*node*/, std::span<const Value> /*dy*/) {
  return {Value{}, Value{}};
}

std::optional<Placement> place_drawn(const Node& /*node*/, std::span<Placement> inputs) {
  require_sums(inputs);
  if (inputs[1] == Placement::split) return std::nullopt;
  return inputs[0];
}

void require_sums(std::span<Placement> inputs) {
  std::replace(inputs.begin(), inputs.end(), Placement::partial, Placement::whole);
}

std::optional<Placement> place_elementwise(const Node& node, std::span<Placement> inputs) {
  require_sums(inputs);
  if (std::find(inputs.begin(), inputs.end(), Placement::split) == inputs.end()) {
    return Placement::whole;
  }
  const Shape& shape = node.outputs[0].shape;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Shape& input = node.inputs[i].shape();
    const bool spans_batch = input.rank() == shape.rank() && input[0] == shape[0];
    if (spans_batch && shape[0] != 1) {
      inputs[i] = Placement::split;
    } else if (inputs[i] == Placement::split) {
      return std::nullopt;  // its batch axis is not the output's
    }
  }
  return Placement::split;
}

std::optional<Placement> place_linear(const Node& node, std::span<Placement> inputs) {
  const bool all_partial = std::all_of(inputs.begin(), inputs.end(),
                                       [](Placement p) { return p == Placement::partial; });
  return all_partial ? Placement::partial : place_elementwise(node, inputs);
}

std::optional<Placement> place_scaling(const Node& node, std::span<Placement> inputs) {
  // A quotient is linear in its first operand only.
  const bool scales =
      inputs.size() == 2 && inputs[0] == Placement::partial && inputs[1] == Placement::whole;
  const bool scaled = inputs.size() == 2 && inputs[1] == Placement::partial &&
                      inputs[0] == Placement::whole && node.op == &kMul;
  return scales || scaled ? Placement::partial : place_elementwise(node, inputs);
}

std::optional<Placement> place_rowwise(const Node& node, std::span<Placement> inputs) {
  require_sums(inputs);
  return node.inputs[0].shape().rank() > 0 ? inputs[0] : Placement::whole;
}

std::vector<std::int64_t> normalized_axes(const std::vector<int>& axes, int rank, const char* op) {
  std::vector<std::int64_t> result;
  if (axes.empty()) {
    for (int axis = 0; axis < rank; ++axis) result.push_back(axis);
  }
  for (int axis : axes) result.push_back(normalize_axis(axis, rank, op));
  std::sort(result.begin(), result.end());
  if (std::adjacent_find(result.begin(), result.end()) != result.end()) {
    throw Error(fmt::format("{}: an axis is given twice", op));
  }
  return result;
}

Shape reduced_shape(const Shape& shape, std::span<const std::int64_t> axes, bool keep) {
  std::vector<std::int64_t> dims;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool reduced = std::find(axes.begin(), axes.end(), axis) != axes.end();
    if (!reduced) dims.push_back(shape[axis]);
    if (reduced && keep) dims.push_back(1);
  }
  return Shape(std::span<const std::int64_t>(dims));
}

}  // namespace ganglion::ops::rules

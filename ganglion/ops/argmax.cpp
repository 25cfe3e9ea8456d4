#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_argmax(const Node& node) {
  rules::check_floating(node, 1);
  const Shape& shape = node.inputs[0].shape();
  const auto axis = static_cast<int>(node.attributes.integer("axis"));
  if (shape[axis] == 0) rules::refuse(node, "no largest element of none");
  return {{DType::i32, shape.without(axis)}};
}

std::vector<Value> gradient_of_argmax(const Node& /*node*/, std::span<const Value> /*dy*/) {
  return {Value{}};
}

std::optional<Placement> place_argmax(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] == Placement::split && node.attributes.integer("axis") == 0) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kArgmax = {
    .name = "argmax", .infer = infer_argmax, .gradient = gradient_of_argmax, .place = place_argmax};

Value argmax(Value x, int axis) {
  const std::int64_t normalized = normalize_axis(axis, x.shape().rank(), "argmax");
  return x.owner().add(kArgmax, {x}, {{"axis", normalized}});
}

}  // namespace ganglion::ops

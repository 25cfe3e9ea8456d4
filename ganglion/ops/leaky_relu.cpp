#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_leaky_relu(const Node& node) {
  // The derivative is taken from the result, whose sign must be that of the input.
  if (!(node.attributes.number("negative_slope") >= 0.0)) {
    rules::refuse(node, "negative_slope must not be negative");
  }
  return rules::infer_unary(node);
}

std::vector<Value> gradient_of_leaky_relu(const Node& node, std::span<const Value> dy) {
  const Value y = node.output();
  const double slope = node.attributes.number("negative_slope");
  const Value positive = greater(y, scalar_like(y, 0.0));
  return {dy[0] * (positive * (1.0 - slope) + slope)};
}

}  // namespace

const OpDef kLeakyRelu = {
    .name = "leaky_relu",
    .infer = infer_leaky_relu,
    .gradient = gradient_of_leaky_relu,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value leaky_relu(Value x, double negative_slope) {
  return x.owner().add(kLeakyRelu, {x}, {{"negative_slope", negative_slope}});
}

}  // namespace ganglion::ops

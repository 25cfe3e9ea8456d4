#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_elu(const Node& node) {
  // The derivative is taken from the result, whose sign must be that of the input.
  if (!(node.attributes.number("alpha") >= 0.0)) {
    rules::refuse(node, "alpha must not be negative");
  }
  return rules::infer_unary(node);
}

std::vector<Value> gradient_of_elu(const Node& node, std::span<const Value> dy) {
  const Value y = node.output();
  const double alpha = node.attributes.number("alpha");
  const Value zero = scalar_like(y, 0.0);
  return {dy[0] * select(greater(y, zero), scalar_like(y, 1.0), y + alpha)};
}

}  // namespace

const OpDef kElu = {
    .name = "elu",
    .infer = infer_elu,
    .gradient = gradient_of_elu,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value elu(Value x, double alpha) {
  return x.owner().add(kElu, {x}, {{"alpha", alpha}});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_relu(const Node& node, std::span<const Value> dy) {
  // From the result, not the input, so that the input need not be kept.
  const Value y = node.output();
  return {dy[0] * greater(y, scalar_like(y, 0.0))};
}

}  // namespace

const OpDef kRelu = {
    .name = "relu",
    .infer = rules::infer_unary,
    .gradient = gradient_of_relu,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value relu(Value x) {
  return x.owner().add(kRelu, {x});
}

}  // namespace ganglion::ops

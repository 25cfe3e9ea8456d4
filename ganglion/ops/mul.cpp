#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_mul(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  return {reduce_to(dy[0] * b, a.shape()), reduce_to(dy[0] * a, b.shape())};
}

}  // namespace

const OpDef kMul = {
    .name = "mul",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_mul,
    .place = rules::place_scaling,
    .elementwise = true,
};

Value mul(Value a, Value b) {
  return a.owner().add(kMul, {a, b});
}

}  // namespace ganglion::ops

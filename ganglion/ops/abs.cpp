#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_abs(const Node& node, std::span<const Value> dy) {
  return {dy[0] * sign(node.inputs[0])};
}

}  // namespace

const OpDef kAbs = {
    .name = "abs",
    .infer = rules::infer_unary,
    .gradient = gradient_of_abs,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value abs(Value x) {
  return x.owner().add(kAbs, {x});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_softplus(const Node& node, std::span<const Value> dy) {
  return {dy[0] * sigmoid(node.inputs[0])};
}

}  // namespace

const OpDef kSoftplus = {
    .name = "softplus",
    .infer = rules::infer_unary,
    .gradient = gradient_of_softplus,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value softplus(Value x) {
  return x.owner().add(kSoftplus, {x});
}

}  // namespace ganglion::ops

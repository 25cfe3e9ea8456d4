#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_sigmoid(const Node& node, std::span<const Value> dy) {
  const Value y = node.output();
  return {dy[0] * (y * (1.0 - y))};
}

}  // namespace

const OpDef kSigmoid = {
    .name = "sigmoid",
    .infer = rules::infer_unary,
    .gradient = gradient_of_sigmoid,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value sigmoid(Value x) {
  return x.owner().add(kSigmoid, {x});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_tanh(const Node& node, std::span<const Value> dy) {
  const Value y = node.output();
  return {dy[0] * (1.0 - y * y)};
}

}  // namespace

const OpDef kTanh = {
    .name = "tanh",
    .infer = rules::infer_unary,
    .gradient = gradient_of_tanh,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value tanh(Value x) {
  return x.owner().add(kTanh, {x});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_div(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  const Value quotient = node.output();
  return {reduce_to(dy[0] / b, a.shape()), reduce_to(-(dy[0] * quotient / b), b.shape())};
}

}  // namespace

const OpDef kDiv = {
    .name = "div",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_div,
    .place = rules::place_scaling,
    .elementwise = true,
};

Value div(Value a, Value b) {
  return a.owner().add(kDiv, {a, b});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_minimum(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  const Value b_wins = greater(a, b);
  return {reduce_to(dy[0] * (1.0 - b_wins), a.shape()), reduce_to(dy[0] * b_wins, b.shape())};
}

}  // namespace

const OpDef kMinimum = {
    .name = "minimum",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_minimum,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value minimum(Value a, Value b) {
  return a.owner().add(kMinimum, {a, b});
}

}  // namespace ganglion::ops

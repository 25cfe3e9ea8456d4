#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_sub(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  return {reduce_to(dy[0], a.shape()), reduce_to(-dy[0], b.shape())};
}

}  // namespace

const OpDef kSub = {
    .name = "sub",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_sub,
    .place = rules::place_linear,
    .elementwise = true,
};

Value sub(Value a, Value b) {
  return a.owner().add(kSub, {a, b});
}

}  // namespace ganglion::ops

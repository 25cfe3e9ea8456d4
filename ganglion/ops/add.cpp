#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_add(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  return {reduce_to(dy[0], a.shape()), reduce_to(dy[0], b.shape())};
}

}  // namespace

const OpDef kAdd = {
    .name = "add",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_add,
    .place = rules::place_linear,
    .elementwise = true,
};

Value add(Value a, Value b) {
  return a.owner().add(kAdd, {a, b});
}

}  // namespace ganglion::ops

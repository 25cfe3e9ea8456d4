#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_select(const Node& node) {
  rules::check_floating(node, 3);
  return rules::infer_broadcast(node);
}

std::vector<Value> gradient_of_select(const Node& node, std::span<const Value> dy) {
  const Value condition = node.inputs[0];
  const Value zero = scalar_like(dy[0], 0.0);
  return {Value{}, reduce_to(select(condition, dy[0], zero), node.inputs[1].shape()),
          reduce_to(select(condition, zero, dy[0]), node.inputs[2].shape())};
}

}  // namespace

const OpDef kSelect = {.name = "select",
                       .infer = infer_select,
                       .gradient = gradient_of_select,
                       .place = rules::place_elementwise,
                       .elementwise = true};

Value select(Value condition, Value a, Value b) {
  return a.owner().add(kSelect, {condition, a, b});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_pow(const Node& node, std::span<const Value> dy) {
  const Value a = node.inputs[0];
  const Value b = node.inputs[1];
  const Value y = node.output();
  return {reduce_to(dy[0] * (b * pow(a, b - 1.0)), a.shape()),
          reduce_to(dy[0] * (y * log(a)), b.shape())};
}

}  // namespace

const OpDef kPow = {
    .name = "pow",
    .infer = rules::infer_broadcast,
    .gradient = gradient_of_pow,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value pow(Value a, Value b) {
  return a.owner().add(kPow, {a, b});
}

}  // namespace ganglion::ops

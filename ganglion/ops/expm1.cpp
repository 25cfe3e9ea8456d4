#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_expm1(const Node& node, std::span<const Value> dy) {
  return {dy[0] * (node.output() + 1.0)};
}

}  // namespace

const OpDef kExpm1 = {
    .name = "expm1",
    .infer = rules::infer_unary,
    .gradient = gradient_of_expm1,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value expm1(Value x) {
  return x.owner().add(kExpm1, {x});
}

}  // namespace ganglion::ops

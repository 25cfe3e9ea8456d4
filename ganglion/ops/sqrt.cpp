#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_sqrt(const Node& node, std::span<const Value> dy) {
  return {dy[0] * 0.5 / node.output()};
}

}  // namespace

const OpDef kSqrt = {
    .name = "sqrt",
    .infer = rules::infer_unary,
    .gradient = gradient_of_sqrt,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value sqrt(Value x) {
  return x.owner().add(kSqrt, {x});
}

}  // namespace ganglion::ops

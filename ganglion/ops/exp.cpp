#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_exp(const Node& node, std::span<const Value> dy) {
  return {dy[0] * node.output()};
}

}  // namespace

const OpDef kExp = {
    .name = "exp",
    .infer = rules::infer_unary,
    .gradient = gradient_of_exp,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value exp(Value x) {
  return x.owner().add(kExp, {x});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient(const Node& node, std::span<const Value> dy) {
  return {dy[0] * (node.output() + 1.0)};
}

}  // namespace

const OpDef kExpm1 = {
    .name = "expm1",
    .infer = rules::infer_unary,
    .gradient = gradient,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value expm1(Value x) {
  return x.graph->add(kExpm1, {x});
}

}  // namespace ganglion::ops

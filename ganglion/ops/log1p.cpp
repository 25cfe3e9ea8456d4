#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_log1p(const Node& node, std::span<const Value> dy) {
  return {dy[0] / (node.inputs[0] + 1.0)};
}

}  // namespace

const OpDef kLog1p = {
    .name = "log1p",
    .infer = rules::infer_unary,
    .gradient = gradient_of_log1p,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value log1p(Value x) {
  return x.owner().add(kLog1p, {x});
}

}  // namespace ganglion::ops

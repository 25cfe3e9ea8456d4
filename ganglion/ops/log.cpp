#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_log(const Node& node, std::span<const Value> dy) {
  return {dy[0] / node.inputs[0]};
}

}  // namespace

const OpDef kLog = {
    .name = "log",
    .infer = rules::infer_unary,
    .gradient = gradient_of_log,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value log(Value x) {
  return x.owner().add(kLog, {x});
}

}  // namespace ganglion::ops

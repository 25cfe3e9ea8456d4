#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_sin(const Node& node, std::span<const Value> dy) {
  return {dy[0] * cos(node.inputs[0])};
}

}  // namespace

// Not `elementwise`: for that, kernels of vectors would have to be exact for angles of any size.
const OpDef kSin = {.name = "sin",
                    .infer = rules::infer_unary,
                    .gradient = gradient_of_sin,
                    .place = rules::place_elementwise};

Value sin(Value x) {
  return x.owner().add(kSin, {x});
}

}  // namespace ganglion::ops

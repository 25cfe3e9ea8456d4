#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_neg(const Node& node, std::span<const Value> dy) {
  static_cast<void>(node);
  return {-dy[0]};
}

}  // namespace

const OpDef kNeg = {
    .name = "neg",
    .infer = rules::infer_unary,
    .gradient = gradient_of_neg,
    .place = rules::place_linear,
    .elementwise = true,
};

Value neg(Value x) {
  return x.owner().add(kNeg, {x});
}

}  // namespace ganglion::ops

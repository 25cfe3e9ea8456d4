#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_sign(const Node& node, std::span<const Value> dy) {
  static_cast<void>(node), static_cast<void>(dy);
  return {Value{}};
}

}  // namespace

const OpDef kSign = {
    .name = "sign",
    .infer = rules::infer_unary,
    .gradient = gradient_of_sign,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value sign(Value x) {
  return x.owner().add(kSign, {x});
}

}  // namespace ganglion::ops

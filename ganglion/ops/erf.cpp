#include <numbers>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<Value> gradient_of_erf(const Node& node, std::span<const Value> dy) {
  const Value x = node.inputs[0];
  constexpr double kScale = 2.0 * std::numbers::inv_sqrtpi;
  return {dy[0] * (exp(-(x * x)) * kScale)};
}

}  // namespace

const OpDef kErf = {
    .name = "erf",
    .infer = rules::infer_unary,
    .gradient = gradient_of_erf,
    .place = rules::place_elementwise,
    .elementwise = true,
};

Value erf(Value x) {
  return x.owner().add(kErf, {x});
}

}  // namespace ganglion::ops

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_dropout_mask(const Node& node) {
  if (node.inputs.size() != 2 || node.inputs[1].shape().rank() != 0 ||
      node.inputs[1].dtype() != DType::f32 || !is_floating(node.inputs[0].dtype())) {
    rules::refuse(node, "takes a floating value and the step (an f32 scalar)");
  }
  const double rate = node.attributes.number("rate");
  if (!(rate >= 0.0 && rate < 1.0)) rules::refuse(node, "the rate must lie in [0, 1)");
  return {node.inputs[0].type()};
}

std::vector<Value> gradient_of_dropout_mask(const Node&, std::span<const Value>) {
  return {Value{}, Value{}};
}

std::optional<Placement> place_dropout_mask(const Node&, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[1] == Placement::split) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kDropoutMask = {.name = "dropout_mask",
                            .infer = infer_dropout_mask,
                            .gradient = gradient_of_dropout_mask,
                            .place = place_dropout_mask};

Value dropout_mask(Value like, Value step, double rate, std::uint64_t seed, std::uint64_t stream) {
  return like.owner().add(kDropoutMask, {like, step},
                          {{"rate", rate},
                           {"seed", static_cast<std::int64_t>(seed)},
                           {"stream", static_cast<std::int64_t>(stream)}});
}

}  // namespace ganglion::ops

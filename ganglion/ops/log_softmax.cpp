#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_log_softmax(const Node& node) {
  if (node.inputs.size() != 1 || node.inputs[0].shape().rank() == 0) {
    rules::refuse(node, "takes one value with at least one axis");
  }
  return rules::infer_unary(node);
}

std::vector<Value> gradient_of_log_softmax(const Node& node, std::span<const Value> dy) {
  return {dy[0] - softmax(node.inputs[0]) * reduce_sum(dy[0], {-1}, true)};
}

std::optional<Placement> place_log_softmax(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] == Placement::split && node.inputs[0].shape().rank() < 2) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kLogSoftmax = {.name = "log_softmax",
                           .infer = infer_log_softmax,
                           .gradient = gradient_of_log_softmax,
                           .place = place_log_softmax};

Value log_softmax(Value logits) {
  return logits.owner().add(kLogSoftmax, {logits});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_sigmoid_cross_entropy(const Node& node) {
  rules::check_floating(node, 2);
  if (node.inputs[0].shape() != node.inputs[1].shape()) {
    rules::refuse(node, "logits and targets must have the same shape");
  }
  return {node.inputs[0].type()};
}

std::vector<Value> gradient_of_sigmoid_cross_entropy(const Node& node, std::span<const Value> dy) {
  const Value logits = node.inputs[0];
  const Value targets = node.inputs[1];
  return {dy[0] * (sigmoid(logits) - targets), -(dy[0] * logits)};
}

}  // namespace

const OpDef kSigmoidCrossEntropy = {.name = "sigmoid_cross_entropy",
                                    .infer = infer_sigmoid_cross_entropy,
                                    .gradient = gradient_of_sigmoid_cross_entropy,
                                    .place = rules::place_elementwise,
                                    .elementwise = true};

Value sigmoid_cross_entropy(Value logits, Value targets) {
  return logits.owner().add(kSigmoidCrossEntropy, {logits, targets});
}

}  // namespace ganglion::ops

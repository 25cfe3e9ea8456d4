#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_softmax_cross_entropy(const Node& node) {
  if (node.inputs.size() != 2 || !is_floating(node.inputs[0].dtype()) ||
      node.inputs[1].dtype() != DType::i32) {
    rules::refuse(node, "takes floating logits and i32 labels");
  }
  const Shape& logits = node.inputs[0].shape();
  const Shape& labels = node.inputs[1].shape();
  if (logits.rank() == 0 || logits.without(-1) != labels) {
    rules::refuse(node, "logits [..., classes] need labels of shape [...]");
  }
  if (logits[-1] == 0) rules::refuse(node, "needs at least one class");
  return {{node.inputs[0].dtype(), labels}};
}

std::vector<Value> gradient_of_softmax_cross_entropy(const Node& node, std::span<const Value> dy) {
  const Value logits = node.inputs[0];
  const Value target = one_hot(node.inputs[1], logits.shape()[-1], logits.dtype());
  const Shape rows = logits.shape().with(-1, 1);
  return {(softmax(logits) - target) * reshape(dy[0], rows), Value{}};
}

std::optional<Placement> place_softmax_cross_entropy(const Node& node,
                                                     std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[0] != Placement::split && inputs[1] != Placement::split) return Placement::whole;
  if (node.inputs[0].shape().rank() < 2) return std::nullopt;
  inputs[0] = inputs[1] = Placement::split;
  return Placement::split;
}

}  // namespace

const OpDef kSoftmaxCrossEntropy = {.name = "softmax_cross_entropy",
                                    .infer = infer_softmax_cross_entropy,
                                    .gradient = gradient_of_softmax_cross_entropy,
                                    .place = place_softmax_cross_entropy};

Value softmax_cross_entropy(Value logits, Value labels) {
  return logits.owner().add(kSoftmaxCrossEntropy, {logits, labels});
}

}  // namespace ganglion::ops

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_one_hot(const Node& node) {
  if (node.inputs.size() != 1 || node.inputs[0].dtype() != DType::i32) {
    rules::refuse(node, "takes i32 indices");
  }
  const std::int64_t depth = node.attributes.integer("depth");
  if (depth <= 0) rules::refuse(node, "the depth must be positive");
  std::vector<std::int64_t> dims = to_integers(node.inputs[0].shape());
  dims.push_back(depth);
  return {{static_cast<DType>(node.attributes.integer("dtype")),
           Shape(std::span<const std::int64_t>(dims))}};
}

std::vector<Value> gradient_of_one_hot(const Node&, std::span<const Value>) {
  return {Value{}};
}

}  // namespace

const OpDef kOneHot = {.name = "one_hot",
                       .infer = infer_one_hot,
                       .gradient = gradient_of_one_hot,
                       .place = rules::place_rowwise};

Value one_hot(Value indices, std::int64_t depth, DType dtype) {
  return indices.owner().add(kOneHot, {indices},
                             {{"depth", depth}, {"dtype", static_cast<std::int64_t>(dtype)}});
}

}  // namespace ganglion::ops

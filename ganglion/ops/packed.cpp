#include "ganglion/ops/packed.h"

#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_pack_factor(const Node& node) {
  if (node.inputs[0].shape().rank() != 2) rules::refuse(node, "a factor must be a matrix");
  return {{node.inputs[0].dtype(), Shape{packed_factor_of(node).size()}}};
}

std::vector<TensorType> infer_packed_matmul(const Node& node) {
  const PackedFactor factor = packed_factor_of(node);
  if (node.inputs[1].shape() != Shape{factor.size()}) {
    rules::refuse(node, "the factor isn't packed for these columns");
  }
  if (node.inputs.size() == 3 && node.inputs[2].shape() != Shape{factor.n}) {
    rules::refuse(node, "the bias must have one element per column");
  }
  return {{node.inputs[0].dtype(), Shape{node.inputs[0].shape()[0], factor.n}}};
}

}  // namespace

const OpDef kPackFactor = {.name = "pack_factor", .infer = infer_pack_factor};
const OpDef kPackedMatmul = {.name = "packed_matmul", .infer = infer_packed_matmul};

PackedFactor packed_factor_of(const Node& node) {
  const std::int64_t width = node.attributes.integer("width");
  const Shape& shape = node.inputs[0].shape();
  if (node.op == &kPackedMatmul) {
    return {.k = shape[1], .n = node.attributes.integer("columns"), .width = width};
  }
  const int turned = node.attributes.flag("transpose_b") ? 1 : 0;
  return {.k = shape[turned], .n = shape[1 - turned], .width = width};
}

Value packed_matmul(const Node& matmul, std::vector<Value> inputs, std::int64_t width,
                    bool shared) {
  Graph& graph = inputs[0].owner();
  const Value factor = inputs[1];
  inputs[1] = graph.add(kPackFactor, {factor},
                        {{"transpose_b", matmul.attributes.flag("transpose_b")}, {"width", width}},
                        factor.producer().name);
  Attributes attributes = {{"columns", matmul.outputs[0].shape[1]}, {"width", width}};
  for (const char* name : {"activation", "parameter"}) {
    if (!matmul.attributes.has(name)) continue;
    if (name[0] == 'a') attributes.set(name, matmul.attributes.text(name));
    if (name[0] == 'p') attributes.set(name, matmul.attributes.number(name));
  }
  if (shared) attributes.set("parts", std::int64_t{2});
  return graph.add(kPackedMatmul, std::move(inputs), std::move(attributes), matmul.name);
}

}  // namespace ganglion::ops

#include "ganglion/ops/byte_product.h"

#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_pack_bytes(const Node& node) {
  const TensorType& type = node.inputs[0].type();
  if (type.dtype != DType::f32 || type.shape.rank() != 2 || type.shape[0] > kMostByteRows) {
    rules::refuse(node, "takes an f32 matrix of at most 66,000 rows");
  }
  return {{DType::i32, Shape{byte_panels_of(node).words()}}};
}

std::vector<TensorType> infer_byte_matmul(const Node& node) {
  const BytePanels panels = byte_panels_of(node);
  if (node.inputs[1].type() != TensorType{DType::i32, Shape{panels.words()}}) {
    rules::refuse(node, "the factor isn't packed for these columns");
  }
  for (std::size_t i = 2; i < node.inputs.size(); ++i) {
    if (node.inputs[i].type() != TensorType{DType::f32, Shape{panels.n}}) {
      rules::refuse(node, "scale and bias must have one f32 number per column");
    }
  }
  return {{DType::f32, Shape{node.inputs[0].shape()[0], panels.n}}};
}

}  // namespace

const OpDef kPackBytes = {.name = "pack_bytes", .infer = infer_pack_bytes};
const OpDef kByteMatmul = {.name = "byte_matmul", .infer = infer_byte_matmul};

BytePanels byte_panels_of(const Node& node) {
  const Shape& shape = node.inputs[0].shape();
  const bool packs = node.op == &kPackBytes;
  return {.k = shape[packs ? 0 : 1],
          .n = packs ? shape[1] : node.attributes.integer("columns"),
          .width = node.attributes.integer("width")};
}

}  // namespace ganglion::ops

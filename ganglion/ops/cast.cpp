#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_cast(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  return {{static_cast<DType>(node.attributes.integer("dtype")), node.inputs[0].shape()}};
}

std::vector<Value> gradient_of_cast(const Node& node, std::span<const Value> dy) {
  const DType from = node.inputs[0].dtype();
  return {is_floating(from) ? cast(dy[0], from) : Value{}};
}

}  // namespace

const OpDef kCast = {.name = "cast",
                     .infer = infer_cast,
                     .gradient = gradient_of_cast,
                     .place = rules::place_rowwise};

Value cast(Value x, DType dtype) {
  if (x.dtype() == dtype) return x;
  return x.owner().add(kCast, {x}, {{"dtype", static_cast<std::int64_t>(dtype)}});
}

}  // namespace ganglion::ops

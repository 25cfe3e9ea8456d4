#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_reshape(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  const Shape shape = node.attributes.shape("shape");
  if (shape.size() != node.inputs[0].shape().size()) {
    rules::refuse(node, fmt::format("{} elements can't become {}", node.inputs[0].shape().size(),
                                    shape.to_string()));
  }
  return {{node.inputs[0].dtype(), shape}};
}

std::vector<Value> gradient_of_reshape(const Node& node, std::span<const Value> dy) {
  return {reshape(dy[0], node.inputs[0].shape())};
}

std::optional<Placement> place_reshape(const Node& node, std::span<Placement> inputs) {
  // Rows lie one after another, so a share of the old rows is a share of the new ones.
  if (inputs[0] == Placement::split && node.outputs[0].shape.rank() == 0) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kReshape = {.name = "reshape",
                        .infer = infer_reshape,
                        .gradient = gradient_of_reshape,
                        .place = place_reshape};

Value reshape(Value x, Shape shape) {
  if (x.shape() == shape) return x;
  return x.owner().add(kReshape, {x}, {{"shape", to_integers(shape)}});
}

}  // namespace ganglion::ops

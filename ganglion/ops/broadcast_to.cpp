#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_broadcast_to(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  const Shape& from = node.inputs[0].shape();
  const Shape to = node.attributes.shape("shape");
  if (!can_broadcast(from, to) || broadcast(from, to) != to) {
    rules::refuse(node, fmt::format("can't be stretched to {}", to.to_string()));
  }
  return {{node.inputs[0].dtype(), to}};
}

std::vector<Value> gradient_of_broadcast_to(const Node& node, std::span<const Value> dy) {
  return {reduce_to(dy[0], node.inputs[0].shape())};
}

std::optional<Placement> place_broadcast_to(const Node& node, std::span<Placement> inputs) {
  const Shape& from = node.inputs[0].shape();
  const Shape& to = node.outputs[0].shape;
  const bool same_rows = from.rank() == to.rank() && from.rank() > 0 && from[0] == to[0];
  if (inputs[0] == Placement::split && !same_rows) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kBroadcastTo = {.name = "broadcast_to",
                            .infer = infer_broadcast_to,
                            .gradient = gradient_of_broadcast_to,
                            .place = place_broadcast_to};

Value broadcast_to(Value x, Shape shape) {
  if (x.shape() == shape) return x;
  return x.owner().add(kBroadcastTo, {x}, {{"shape", to_integers(shape)}});
}

}  // namespace ganglion::ops

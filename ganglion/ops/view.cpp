#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_view(const Node& node) {
  if (node.inputs.size() != 1 || node.inputs[0].shape().rank() != 1) {
    rules::refuse(node, "takes one flat buffer [n]");
  }
  const Shape shape = node.attributes.shape("shape");
  const std::int64_t offset = node.attributes.integer("offset");
  if (offset < 0 || offset > node.inputs[0].shape()[0] - shape.size()) {
    rules::refuse(node, fmt::format("{} at offset {} lies outside", shape.to_string(), offset));
  }
  return {{node.inputs[0].dtype(), shape}};
}

std::vector<Value> gradient_of_view(const Node& node, std::span<const Value> dy) {
  return {pack({dy[0]}, {node.attributes.integer("offset")}, node.inputs[0].shape()[0])};
}

std::optional<Placement> place_view(const Node&, std::span<Placement> inputs) {
  if (inputs[0] == Placement::split) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kView = {
    .name = "view", .infer = infer_view, .gradient = gradient_of_view, .place = place_view};

Value view(Value flat, std::int64_t offset, Shape shape, std::string_view name) {
  return flat.owner().add(kView, {flat}, {{"offset", offset}, {"shape", to_integers(shape)}},
                          std::string(name));
}

}  // namespace ganglion::ops

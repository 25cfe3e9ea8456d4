#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_pad(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  Shape shape = node.inputs[0].shape();
  const auto& before = node.attributes.integers("before");
  const auto& after = node.attributes.integers("after");
  const auto rank = static_cast<std::size_t>(shape.rank());
  if (before.size() != rank || after.size() != rank) {
    rules::refuse(node, "needs one extent before and one after for each axis");
  }
  for (std::size_t i = 0; i < rank; ++i) {
    if (before[i] < 0 || after[i] < 0)
      rules::refuse(node, "extents must not be negative (use slice)");
    shape = shape.with(static_cast<int>(i), shape[static_cast<int>(i)] + before[i] + after[i]);
  }
  return {{node.inputs[0].dtype(), shape}};
}

std::vector<Value> gradient_of_pad(const Node& node, std::span<const Value> dy) {
  return {slice(dy[0], node.attributes.integers("before"), node.inputs[0].shape())};
}

std::optional<Placement> place_pad(const Node& node, std::span<Placement> inputs) {
  const Shape& from = node.inputs[0].shape();
  if (inputs[0] == Placement::split && node.outputs[0].shape[0] != from[0]) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kPad = {
    .name = "pad", .infer = infer_pad, .gradient = gradient_of_pad, .place = place_pad};

Value pad(Value x, std::vector<std::int64_t> before, std::vector<std::int64_t> after) {
  return x.owner().add(kPad, {x}, {{"before", std::move(before)}, {"after", std::move(after)}});
}

}  // namespace ganglion::ops

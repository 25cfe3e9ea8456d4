#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_slice(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  const Shape& from = node.inputs[0].shape();
  const auto& starts = node.attributes.integers("starts");
  const Shape sizes = node.attributes.shape("shape");
  bool inside =
      sizes.rank() == from.rank() && starts.size() == static_cast<std::size_t>(from.rank());
  for (int i = 0; inside && i < from.rank(); ++i) {
    const std::int64_t start = starts[static_cast<std::size_t>(i)];
    inside = start >= 0 && start <= from[i] - sizes[i];
  }
  if (!inside) {
    rules::refuse(node, fmt::format("no block of extents {} at {} inside", sizes.to_string(),
                                    to_string(Attribute(starts))));
  }
  return {{node.inputs[0].dtype(), sizes}};
}

std::vector<Value> gradient_of_slice(const Node& node, std::span<const Value> dy) {
  const Shape& from = node.inputs[0].shape();
  const auto& starts = node.attributes.integers("starts");
  std::vector<std::int64_t> after;
  for (int i = 0; i < from.rank(); ++i) {
    after.push_back(from[i] - starts[static_cast<std::size_t>(i)] - node.outputs[0].shape[i]);
  }
  return {pad(dy[0], starts, after)};
}

std::optional<Placement> place_slice(const Node& node, std::span<Placement> inputs) {
  const Shape& from = node.inputs[0].shape();
  if (inputs[0] == Placement::split && node.outputs[0].shape[0] != from[0]) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kSlice = {
    .name = "slice", .infer = infer_slice, .gradient = gradient_of_slice, .place = place_slice};

Value slice(Value x, std::vector<std::int64_t> starts, Shape sizes) {
  return x.owner().add(kSlice, {x}, {{"starts", std::move(starts)}, {"shape", to_integers(sizes)}});
}

}  // namespace ganglion::ops

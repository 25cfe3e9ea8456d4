#include <vector>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_transpose(const Node& node) {
  if (node.inputs.size() != 1) rules::refuse(node, "takes 1 input");
  const Shape& shape = node.inputs[0].shape();
  const auto& permutation = node.attributes.integers("permutation");
  std::vector<bool> seen(static_cast<std::size_t>(shape.rank()), false);
  std::vector<std::int64_t> dims;
  for (std::int64_t axis : permutation) {
    if (axis < 0 || axis >= shape.rank() || seen[static_cast<std::size_t>(axis)]) break;
    seen[static_cast<std::size_t>(axis)] = true;
    dims.push_back(shape[static_cast<int>(axis)]);
  }
  if (dims.size() != seen.size() || permutation.size() != seen.size()) {
    rules::refuse(node, "the permutation must name each axis once");
  }
  return {{node.inputs[0].dtype(), Shape(std::span<const std::int64_t>(dims))}};
}

std::vector<Value> gradient_of_transpose(const Node& node, std::span<const Value> dy) {
  const auto& permutation = node.attributes.integers("permutation");
  std::vector<int> inverse(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i) {
    inverse[static_cast<std::size_t>(permutation[i])] = static_cast<int>(i);
  }
  return {transpose(dy[0], inverse)};
}

std::optional<Placement> place_transpose(const Node& node, std::span<Placement> inputs) {
  const auto& permutation = node.attributes.integers("permutation");
  if (inputs[0] == Placement::split && permutation[0] != 0) return std::nullopt;
  return inputs[0];
}

}  // namespace

const OpDef kTranspose = {.name = "transpose",
                          .infer = infer_transpose,
                          .gradient = gradient_of_transpose,
                          .place = place_transpose};

Value transpose(Value x, std::vector<int> permutation) {
  std::vector<std::int64_t> axes(permutation.begin(), permutation.end());
  return x.owner().add(kTranspose, {x}, {{"permutation", std::move(axes)}});
}

}  // namespace ganglion::ops

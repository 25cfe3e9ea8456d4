#include "ganglion/io/source/blocks.h"

#include "ganglion/ops/op_defs.h"

namespace ganglion::io {
namespace {

using Steps = std::vector<std::int64_t>;

Steps strides_of(const Shape& shape) {
  Steps strides(static_cast<std::size_t>(shape.rank()), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis) {
    const auto i = static_cast<std::size_t>(axis);
    strides[i] = strides[i + 1] * shape[axis + 1];
  }
  return strides;
}

std::int64_t offset_of(const Steps& place, const Steps& strides) {
  std::int64_t offset = 0;
  for (std::size_t i = 0; i < place.size(); ++i) offset += place[i] * strides[i];
  return offset;
}

/// Steps of `x` along the axes of a shape that it is broadcast to.
Steps stretched(const Shape& x, const Shape& shape) {
  const Steps own = strides_of(x);
  Steps steps(static_cast<std::size_t>(shape.rank()), 0);
  const auto lead = static_cast<std::size_t>(shape.rank() - x.rank());
  for (int axis = 0; axis < x.rank(); ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    if (x[axis] != 1) steps[i + lead] = own[i];
  }
  return steps;
}

Steps permuted(const Steps& strides, const Steps& permutation) {
  Steps result;
  for (const std::int64_t axis : permutation)
    result.push_back(strides[static_cast<std::size_t>(axis)]);
  return result;
}

}  // namespace

std::optional<Block> copied_block(const Node& node) {
  if (node.inputs.size() != 1) return std::nullopt;
  const Shape& shape = node.outputs[0].shape;
  const Shape& x = node.inputs[0].shape();
  const Steps own = strides_of(x);
  Block block{.extents = shape, .from = own, .to = strides_of(shape)};
  if (node.op == &ops::kSlice) {
    block.source = offset_of(node.attributes.integers("starts"), own);
  } else if (node.op == &ops::kPad) {
    block.target = offset_of(node.attributes.integers("before"), block.to);
    block.extents = x;
  } else if (node.op == &ops::kTranspose) {
    block.from = permuted(own, node.attributes.integers("permutation"));
  } else if (node.op == &ops::kBroadcastTo) {
    block.from = stretched(x, shape);
  } else {
    return std::nullopt;
  }
  return block;
}

std::vector<Block> joined_blocks(const Node& node) {
  const Steps to = strides_of(node.outputs[0].shape);
  const auto axis = static_cast<int>(node.attributes.integer("axis"));
  std::vector<Block> blocks;
  std::int64_t first = 0;
  for (const Value& input : node.inputs) {
    const Shape& x = input.shape();
    blocks.push_back({.extents = x,
                      .target = first * to[static_cast<std::size_t>(axis)],
                      .from = strides_of(x),
                      .to = to});
    first += x[axis];
  }
  return blocks;
}

}  // namespace ganglion::io

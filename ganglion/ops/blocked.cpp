#include "ganglion/ops/blocked.h"

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

/// The extents of a window as numbers, and back.
std::vector<std::int64_t> numbers_of(const WindowGeometry& g) {
  std::vector<std::int64_t> all = {g.batch, g.channels, g.filters, g.groups};
  for (const WindowAxis& a : {g.rows, g.columns}) {
    all.insert(all.end(), {a.input, a.output, a.kernel, a.stride, a.dilation, a.before, a.after});
  }
  return all;
}

WindowGeometry geometry_from(const std::vector<std::int64_t>& n) {
  const auto axis = [&](std::size_t i) {
    return WindowAxis{n[i], n[i + 1], n[i + 2], n[i + 3], n[i + 4], n[i + 5], n[i + 6]};
  };
  return {.batch = n[0],
          .channels = n[1],
          .filters = n[2],
          .groups = n[3],
          .rows = axis(4),
          .columns = axis(11)};
}

std::vector<TensorType> infer_block_kernel(const Node& node) {
  return {{node.inputs[0].dtype(), Shape{node.inputs[0].shape().size()}}};
}

/// Block axis to where it belongs: behind all others, or back behind the blocks.
Value moved_block(Value value, bool back) {
  const int last = value.shape().rank() - 1;
  std::vector<int> axes = {0, 1};
  if (back) axes.push_back(last);
  for (int axis = back ? 2 : 3; axis < last + (back ? 0 : 1); ++axis) axes.push_back(axis);
  if (!back) axes.push_back(2);
  return transpose(value, axes);
}

}  // namespace

const OpDef kBlockKernel = {.name = "block_kernel", .infer = infer_block_kernel};
const OpDef kBlockedConv = {.name = "blocked_conv", .infer = infer_blocked};
const OpDef kBlockedMaxPool = {.name = "blocked_max_pool", .infer = infer_blocked};
const OpDef kBlockedAvgPool = {.name = "blocked_avg_pool", .infer = infer_blocked};

Attributes blocked_attributes(const Node& plain, std::int64_t block, bool blocked_input) {
  Attributes attributes = {{"windows", numbers_of(geometry_of(plain))},
                           {"block", block},
                           {"blocked_input", blocked_input},
                           {"flat", plain.outputs[0].shape.rank() == 3}};
  if (plain.attributes.has("activation")) {
    attributes.set("activation", plain.attributes.text("activation"));
    attributes.set("parameter", plain.attributes.number("parameter"));
  }
  return attributes;
}

std::vector<TensorType> infer_blocked(const Node& node) {
  const BlockedWindows w = blocked_windows_of(node);
  const WindowGeometry& g = w.geometry;
  const bool pools = node.op == &kBlockedMaxPool || node.op == &kBlockedAvgPool;
  const std::int64_t channels = pools ? g.channels : g.filters;
  if (channels % w.block != 0) rules::refuse(node, "the channels don't divide into blocks");
  const Shape shape =
      w.flat ? Shape{g.batch, channels / w.block, g.columns.output, w.block}
             : Shape{g.batch, channels / w.block, g.rows.output, g.columns.output, w.block};
  return {{node.inputs[0].dtype(), shape}};
}

Value to_blocks(Value plain, std::int64_t block) {
  const Shape& shape = plain.shape();
  std::vector<std::int64_t> extents = {shape[0], shape[1] / block, block};
  for (int axis = 2; axis < shape.rank(); ++axis) extents.push_back(shape[axis]);
  return moved_block(reshape(plain, Shape{std::span<const std::int64_t>(extents)}), false);
}

Value from_blocks(Value blocked) {
  const Shape& shape = blocked.shape();
  const int last = shape.rank() - 1;
  std::vector<std::int64_t> extents = {shape[0], shape[1] * shape[last]};
  for (int axis = 2; axis < last; ++axis) extents.push_back(shape[axis]);
  return reshape(moved_block(blocked, true), Shape{std::span<const std::int64_t>(extents)});
}

Value blocked_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block) {
  Graph& graph = inputs[0].owner();
  const bool blocked_input = inputs[0].shape().rank() > conv.inputs[0].shape().rank();
  inputs[1] =
      graph.add(kBlockKernel, {inputs[1]}, {{"block", block}, {"blocked_input", blocked_input}},
                inputs[1].producer().name);
  return graph.add(kBlockedConv, std::move(inputs), blocked_attributes(conv, block, blocked_input),
                   conv.name);
}

Value blocked_pool(const Node& pool, Value x) {
  const OpDef& op = pool.op == &kMaxPool ? kBlockedMaxPool : kBlockedAvgPool;
  return x.owner().add(op, {x}, blocked_attributes(pool, x.shape()[-1], true), pool.name);
}

BlockedWindows blocked_windows_of(const Node& node) {
  return {.geometry = geometry_from(node.attributes.integers("windows")),
          .block = node.attributes.integer("block"),
          .blocked_input = node.attributes.flag("blocked_input"),
          .flat = node.attributes.flag("flat")};
}

}  // namespace ganglion::ops

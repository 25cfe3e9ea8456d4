#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

/// 0 copies an extent (unless `literal`), -1 stands for what remains.
Operands reshape_to(const Call& call, Extents target, bool literal) {
  const Value x = call.value(0);
  std::int64_t known_size = 1;
  std::int64_t* open = nullptr;
  for (std::size_t i = 0; i < target.size(); ++i) {
    if (target[i] == 0 && !literal) {
      if (static_cast<int>(i) >= x.shape().rank()) call.refuse("the shape copies an axis too many");
      target[i] = x.shape()[static_cast<int>(i)];
    }
    if (target[i] < -1 || (target[i] == -1 && open != nullptr)) {
      call.refuse("at most one extent of the shape may be -1");
    }
    if (target[i] == -1) {
      open = &target[i];
    } else if (__builtin_mul_overflow(known_size, target[i], &known_size)) {
      call.refuse("the shape is too large");
    }
  }
  if (open != nullptr) {
    if (known_size == 0 || x.shape().size() % known_size != 0) {
      call.refuse(fmt::format("{} elements don't fit", x.shape().size()));
    }
    *open = x.shape().size() / known_size;
  }
  return like_first(call, ops::reshape(x, to_shape(target)));
}

Operands reshape_1(const Call& call) {
  call.ignore("consumed_inputs");
  return reshape_to(call, call.integers("shape"), false);
}

Operands reshape(const Call& call) {
  return reshape_to(call, call.integers(1, "the shape"), call.flag("allowzero", false));
}

Operands flatten(const Call& call) {
  const Value x = call.value(0);
  const int rank = x.shape().rank();
  const std::int64_t said = call.integer("axis", 1);
  const int axis = said == rank ? rank : to_axis(call, said, rank);
  std::int64_t rows = 1;
  std::int64_t columns = 1;
  for (int i = 0; i < rank; ++i) (i < axis ? rows : columns) *= x.shape()[i];
  return like_first(call, ops::reshape(x, Shape{rows, columns}));
}

Extents axes_of(const Call& call, std::int64_t as_input) {
  if (call.opset() < as_input) return call.integers("axes");
  return call.has(1) ? call.integers(1, "the axes") : Extents{};
}

Operands squeeze(const Call& call) {
  const Value x = call.value(0);
  const int rank = x.shape().rank();
  const std::vector<int> axes = to_axes(call, axes_of(call, 13), rank);
  Extents left;
  for (int i = 0; i < rank; ++i) {
    const bool named = std::ranges::binary_search(axes, i);
    if (named && x.shape()[i] != 1) call.refuse(fmt::format("axis {} is not of extent 1", i));
    if (!named && (!axes.empty() || x.shape()[i] != 1)) left.push_back(x.shape()[i]);
  }
  return like_first(call, ops::reshape(x, to_shape(left)));
}

Operands unsqueeze(const Call& call) {
  const Value x = call.value(0);
  const Extents said = axes_of(call, 13);
  const int rank = x.shape().rank() + static_cast<int>(said.size());
  Extents dims = to_integers(x.shape());
  for (const int axis : to_axes(call, said, rank)) dims.insert(dims.begin() + axis, 1);
  return like_first(call, ops::reshape(x, to_shape(dims)));
}

Operands transpose(const Call& call) {
  const Value x = call.value(0);
  std::vector<int> order(static_cast<std::size_t>(x.shape().rank()));
  std::iota(order.rbegin(), order.rend(), 0);
  if (call.has_attribute("perm")) {
    const Extents said = call.integers("perm");
    order.assign(said.begin(), said.end());
  }
  if (order.empty()) return {call.operand(0)};
  return like_first(call, ops::transpose(x, order));
}

Operands concat(const Call& call) {
  std::vector<Value> values;
  for (int i = 0; i < call.inputs(); ++i) {
    if (call.type(i) != call.type(0)) call.refuse("its inputs are of different types");
    values.push_back(call.value(i));
  }
  if (values.empty()) call.refuse("it has no inputs");
  const int axis = to_axis(call, call.integer("axis", 1), values[0].shape().rank());
  return like_first(call, ops::concat(values, axis));
}

/// The sizes of the parts that a split makes.
Extents parts_of(const Call& call, std::int64_t extent) {
  Extents parts;
  if (call.opset() >= 13) {
    if (call.has(1)) parts = call.integers(1, "the split");
  } else {
    parts = call.integers("split");
    if (parts.empty() && call.has(1)) parts = call.integers(1, "the split");
  }
  if (!parts.empty()) return parts;
  const std::int64_t count = call.integer("num_outputs", call.outputs());
  if (count < 1 || count != call.outputs()) call.refuse("`num_outputs` is not its outputs");
  const std::int64_t each = (extent + count - 1) / count;
  if (call.opset() < 18 && extent % count != 0) {
    call.refuse(fmt::format("{} can't be split into {} equal parts", extent, count));
  }
  for (std::int64_t rest = extent, i = 0; i < count; ++i, rest -= each) {
    parts.push_back(std::clamp<std::int64_t>(rest, 0, each));
  }
  return parts;
}

Operands split(const Call& call) {
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", 0), x.shape().rank());
  const Extents parts = parts_of(call, x.shape()[axis]);
  if (std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) != x.shape()[axis] ||
      std::ranges::any_of(parts, [](std::int64_t part) { return part < 0; })) {
    call.refuse(fmt::format("the parts don't add up to the extent {}", x.shape()[axis]));
  }
  Operands results;
  Extents starts(static_cast<std::size_t>(x.shape().rank()), 0);
  for (const std::int64_t part : parts) {
    results.push_back(result(call.type(0), ops::slice(x, starts, x.shape().with(axis, part))));
    starts[static_cast<std::size_t>(axis)] += part;
  }
  return results;
}

Operands shape(const Call& call) {
  const Extents dims = to_integers(call.shape(0));
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto clamped = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t start = clamped(call.integer("start", 0));
  const std::int64_t end = std::max(start, clamped(call.integer("end", rank)));
  return {known(Extents(dims.begin() + start, dims.begin() + end))};
}

Operands size(const Call& call) {
  return {known(call.shape(0).size())};
}

Operands expand(const Call& call) {
  const Value x = call.value(0);
  const Shape wanted = to_shape(call.integers(1, "the shape"));
  return like_first(call, ops::broadcast_to(x, broadcast(x.shape(), wanted)));
}

/// Blocks of pixels and channels: the six axes in which they lie, and how they are put.
Operands depth_to_space(const Call& call) {
  const Value x = call.value(0);
  const std::int64_t block = call.integer("blocksize", 0);
  const std::string mode = call.text("mode", "DCR");
  if (x.shape().rank() != 4 || block < 1 || x.shape()[1] % (block * block) != 0) {
    call.refuse("it takes [batch, channels, height, width] and a block that fits the channels");
  }
  const std::int64_t depth = x.shape()[1] / (block * block);
  const std::int64_t rows = x.shape()[2];
  const std::int64_t columns = x.shape()[3];
  const bool first = mode == "DCR";
  if (!first && mode != "CRD") call.refuse(fmt::format("mode '{}' is not supported", mode));
  const Shape apart = first ? Shape{x.shape()[0], block, block, depth, rows, columns}
                            : Shape{x.shape()[0], depth, block, block, rows, columns};
  const std::vector<int> order =
      first ? std::vector<int>{0, 3, 4, 1, 5, 2} : std::vector<int>{0, 1, 4, 2, 5, 3};
  return like_first(call, ops::reshape(ops::transpose(ops::reshape(x, apart), order),
                                       Shape{x.shape()[0], depth, rows * block, columns * block}));
}

Operands space_to_depth(const Call& call) {
  const Value x = call.value(0);
  const std::int64_t block = call.integer("blocksize", 0);
  const std::string mode = call.text("mode", "DCR");
  if (x.shape().rank() != 4 || block < 1 || x.shape()[2] % block != 0 ||
      x.shape()[3] % block != 0) {
    call.refuse("it takes [batch, channels, height, width] and a block that fits the image");
  }
  if (mode != "DCR" && mode != "CRD") call.refuse(fmt::format("mode '{}' is not supported", mode));
  const std::int64_t channels = x.shape()[1];
  const std::int64_t rows = x.shape()[2] / block;
  const std::int64_t columns = x.shape()[3] / block;
  const Value apart = ops::reshape(x, Shape{x.shape()[0], channels, rows, block, columns, block});
  const std::vector<int> order =
      mode == "DCR" ? std::vector<int>{0, 3, 5, 1, 2, 4} : std::vector<int>{0, 1, 3, 5, 2, 4};
  return like_first(call,
                    ops::reshape(ops::transpose(apart, order),
                                 Shape{x.shape()[0], channels * block * block, rows, columns}));
}

}  // namespace

std::span<const OpEntry> shape_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Reshape", 1, reshape_1},
      {"Reshape", 5, reshape},
      {"Flatten", 1, flatten},
      {"Squeeze", 1, squeeze},
      {"Unsqueeze", 1, unsqueeze},
      {"Transpose", 1, transpose},
      {"Concat", 1, concat},
      {"Split", 1, split},
      {"Shape", 1, shape},
      {"Size", 1, size},
      {"Expand", 8, expand},
      {"DepthToSpace", 1, depth_to_space},
      {"SpaceToDepth", 1, space_to_depth},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

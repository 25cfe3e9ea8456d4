#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

/// Constant indices of an axis, negative ones counted from its end.
Value fixed_indices(const Call& call, int input, std::int64_t extent) {
  const Tensor wide = call.constant(input, "the indices").cast(DType::f64);
  Tensor indices(wide.shape(), DType::i32);
  for (std::size_t i = 0; i < static_cast<std::size_t>(wide.size()); ++i) {
    const double index = wide.values<double>()[i];
    if (index < static_cast<double>(-extent) || index >= static_cast<double>(extent)) {
      call.refuse(fmt::format("index {} is outside of an axis of {}", index, extent));
    }
    indices.values<std::int32_t>()[i] =
        static_cast<std::int32_t>(index < 0 ? index + static_cast<double>(extent) : index);
  }
  return call.graph().constant(std::move(indices));
}

/// Computed ones, likewise; inputs of a model as they are.
Value computed_indices(const Call& call, int input, std::int64_t extent) {
  if (call.operand(input).value.dtype() == DType::i32) return call.indices(input);
  const Value x = call.value(input);
  const Value negative = ops::greater(ops::scalar_like(x, 0.0), x);
  return ops::cast(x + negative * static_cast<double>(extent), DType::i32);
}

Operands gather(const Call& call) {
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", 0), x.shape().rank());
  const Operand& given = call.operand(1);
  const bool fixed = given.constant || given.fed;
  const Value indices =
      fixed ? fixed_indices(call, 1, x.shape()[axis]) : computed_indices(call, 1, x.shape()[axis]);
  Value taken = ops::gather(move_axis(x, axis, 0), indices);
  // The axes of the indices lie in front; those before `axis` belong there.
  const int added = indices.shape().rank();
  std::vector<int> order;
  for (int i = 0; i < axis; ++i) order.push_back(added + i);
  for (int i = 0; i < added; ++i) order.push_back(i);
  for (int i = axis; i < x.shape().rank() - 1; ++i) order.push_back(added + i);
  if (!order.empty()) taken = ops::transpose(taken, order);
  return like_first(call, taken);
}

/// One axis from start to end by a step.
Value slice_axis(const Call& call, Value x, int axis, std::int64_t start, std::int64_t end,
                 std::int64_t step) {
  const std::int64_t extent = x.shape()[axis];
  if (step == 0) call.refuse("a step is 0");
  const auto clamped = [&](std::int64_t at) {
    if (at < 0) at += extent;
    return step > 0 ? std::clamp<std::int64_t>(at, 0, extent)
                    : std::clamp<std::int64_t>(at, -1, extent - 1);
  };
  const std::int64_t first = clamped(start);
  const std::int64_t last = clamped(end);
  const std::int64_t reach = step > 0 ? last - first : first - last;
  const std::int64_t size = step > 0 ? step : -std::max(step, -(std::int64_t{1} << 62));
  const std::int64_t count = reach <= 0 ? 0 : (reach - 1) / size + 1;
  if (step == 1 || count == 0) {
    Extents starts(static_cast<std::size_t>(x.shape().rank()), 0);
    starts[static_cast<std::size_t>(axis)] = count == 0 ? 0 : first;
    return ops::slice(x, starts, x.shape().with(axis, count));
  }
  Extents indices;
  for (std::int64_t i = 0; i < count; ++i) indices.push_back(first + i * step);
  return take(x, axis, indices);
}

Operands slice_by(const Call& call, const Extents& starts, const Extents& ends, Extents axes,
                  Extents steps) {
  Value x = call.value(0);
  if (axes.empty()) {
    for (std::size_t i = 0; i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  }
  if (steps.empty()) steps.assign(starts.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size()) {
    call.refuse("starts, ends, axes and steps must be as many");
  }
  to_axes(call, axes, x.shape().rank());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const int axis = to_axis(call, axes[i], x.shape().rank());
    x = slice_axis(call, x, axis, starts[i], ends[i], steps[i]);
  }
  return like_first(call, x);
}

Operands slice_1(const Call& call) {
  return slice_by(call, call.integers("starts"), call.integers("ends"), call.integers("axes"), {});
}

Operands slice(const Call& call) {
  return slice_by(call, call.integers(1, "starts"), call.integers(2, "ends"),
                  call.has(3) ? call.integers(3, "axes") : Extents{},
                  call.has(4) ? call.integers(4, "steps") : Extents{});
}

/// Where each place of a padded axis is read; -1 for the constant.
Extents padded_places(const Call& call, const std::string& mode, std::int64_t extent,
                      std::int64_t before, std::int64_t after) {
  Extents places;
  for (std::int64_t i = -before; i < extent + after; ++i) {
    std::int64_t at = i;
    if (mode == "edge") at = std::clamp<std::int64_t>(i, 0, extent - 1);
    if (mode == "wrap" && extent > 0) at = ((i % extent) + extent) % extent;
    if (mode == "reflect" && extent > 1) {
      at = ((i % (2 * extent - 2)) + 2 * extent - 2) % (2 * extent - 2);
      if (at >= extent) at = 2 * extent - 2 - at;
    }
    if (mode != "constant" && (at < 0 || at >= extent)) {
      call.refuse(fmt::format("an axis of {} can't be padded by `{}`", extent, mode));
    }
    places.push_back(at >= 0 && at < extent ? at : -1);
  }
  return places;
}

/// Constant padding of a value other than 0: what is padded with zeros, and the value where the
/// padding is.
Value pad_with(Value x, const Extents& before, const Extents& after, double value) {
  const Value zeros = ops::pad(x, before, after);
  if (value == 0.0) return zeros;
  const Value inside = ops::pad(ops::full(*x.graph, x.shape(), 1.0, x.dtype()), before, after);
  return ops::select(inside, zeros, ops::scalar_like(x, value));
}

Operands pad_by(const Call& call, const Extents& pads, const Extents& axes, const std::string& mode,
                double value) {
  Value x = call.value(0);
  constexpr std::int64_t kMost = std::int64_t{1} << 31;
  const auto count = static_cast<std::size_t>(x.shape().rank());
  Extents before(count, 0);
  Extents after(count, 0);
  if (pads.size() != 2 * axes.size()) call.refuse("pads must be two for each axis");
  to_axes(call, axes, x.shape().rank());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const int axis = to_axis(call, axes[i], x.shape().rank());
    const std::int64_t front = pads[i];
    const std::int64_t back = pads[i + axes.size()];
    if (std::max(std::abs(front), std::abs(back)) > kMost) call.refuse("a pad is too large");
    if (mode != "constant") {
      x = take(x, axis, padded_places(call, mode, x.shape()[axis], front, back));
      continue;
    }
    const std::int64_t cut = std::max<std::int64_t>(0, -front);
    x = slice_axis(call, x, axis, cut, x.shape()[axis] - std::max<std::int64_t>(0, -back), 1);
    before[static_cast<std::size_t>(axis)] = std::max<std::int64_t>(0, front);
    after[static_cast<std::size_t>(axis)] = std::max<std::int64_t>(0, back);
  }
  return like_first(call, mode == "constant" ? pad_with(x, before, after, value) : x);
}

Extents all_axes(const Call& call) {
  Extents axes;
  for (int i = 0; i < call.shape(0).rank(); ++i) axes.push_back(i);
  return axes;
}

std::string pad_mode(const Call& call) {
  const std::string mode = call.text("mode", "constant");
  if (mode != "constant" && mode != "edge" && mode != "reflect" && mode != "wrap") {
    call.refuse(fmt::format("mode '{}' is not supported", mode));
  }
  return mode;
}

Operands pad_1(const Call& call) {
  const char* name = call.has_attribute("paddings") ? "paddings" : "pads";
  return pad_by(call, call.integers(name), all_axes(call), pad_mode(call),
                call.number("value", 0.0));
}

Operands pad(const Call& call) {
  const bool valued = call.has(2) && call.shape(2).size() > 0;
  Extents axes = call.has(3) ? call.integers(3, "axes") : all_axes(call);
  return pad_by(call, call.integers(1, "pads"), axes, pad_mode(call),
                valued ? call.number(2, "the value") : 0.0);
}

Operands tile(const Call& call) {
  Value x = call.value(0);
  const Extents repeats = call.integers(1, "repeats");
  if (static_cast<int>(repeats.size()) != x.shape().rank()) {
    call.refuse("repeats must be one for each axis");
  }
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    const std::int64_t times = repeats[static_cast<std::size_t>(axis)];
    if (times == 1) continue;
    const std::int64_t extent = x.shape()[axis];
    if (times < 0 || times > (std::int64_t{1} << 31) / std::max<std::int64_t>(extent, 1)) {
      call.refuse("a repeat is out of range");
    }
    Extents places;
    for (std::int64_t i = 0; i < times * extent; ++i) places.push_back(i % extent);
    x = take(x, axis, places);
  }
  return like_first(call, x);
}

/// What a class has at its index, and elsewhere: values[1] and values[0].
Operands one_hot(const Call& call) {
  const Tensor wide = call.constant(0, "the indices").cast(DType::f64);
  const auto depth = static_cast<std::int64_t>(call.number(1, "the depth"));
  if (depth < 1 || depth > (std::int64_t{1} << 31)) call.refuse("the depth is out of range");
  const int axis = to_axis(call, call.integer("axis", -1), wide.shape().rank() + 1);
  Tensor indices(wide.shape(), DType::i32);
  for (std::size_t i = 0; i < static_cast<std::size_t>(wide.size()); ++i) {
    double index = std::trunc(wide.values<double>()[i]);
    if (index < 0) index += static_cast<double>(depth);
    const bool inside = index >= 0 && index < static_cast<double>(depth);
    indices.values<std::int32_t>()[i] = inside ? static_cast<std::int32_t>(index) : -1;
  }
  const Value values = call.value(2);
  const Value hot = ops::one_hot(call.graph().constant(std::move(indices)), depth, values.dtype());
  const Value off = ops::slice(values, {0}, Shape{1});
  const Value on = ops::slice(values, {1}, Shape{1});
  return {result(call.type(2), move_axis(ops::select(hot, on, off), wide.shape().rank(), axis))};
}

}  // namespace

std::span<const OpEntry> index_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Gather", 1, gather},
      {"Slice", 1, slice_1},
      {"Slice", 10, slice},
      {"Pad", 1, pad_1},
      {"Pad", 11, pad},
      {"Tile", 1, nullptr},
      {"Tile", 6, tile},
      {"OneHot", 9, one_hot},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

/// 0, 1, 2, … along an axis, with extent 1 along all others.
Value places_along(Value x, int axis) {
  std::vector<double> places(static_cast<std::size_t>(x.shape()[axis]));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<double>(i);
  Extents dims(static_cast<std::size_t>(x.shape().rank()), 1);
  dims[static_cast<std::size_t>(axis)] = x.shape()[axis];
  return constant_like(x, to_shape(dims), places);
}

/// Where the largest or smallest stands: of the places of all that are equal to it the first or
/// last.
Operands arg_extreme(const Call& call) {
  Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", 0), x.shape().rank());
  const std::int64_t extent = x.shape()[axis];
  const bool keep = call.flag("keepdims", true);
  const bool last = call.flag("select_last_index", false);
  constexpr std::int64_t kLongest = std::int64_t{1} << 24;  // places are counted in f32
  if (extent < 1 || extent > kLongest)
    call.refuse(fmt::format("an axis of {} is too long", extent));
  if (call.op() == "ArgMin") x = -x;
  const Value found = ops::equal(x, ops::reduce_max(x, {axis}, true));
  const Value places = places_along(x, axis);
  const Value rank =
      last ? places + 1.0 : ops::scalar_like(x, static_cast<double>(extent)) - places;
  const Value best = ops::reduce_max(found * rank, {axis}, keep);
  const Value place = last ? best - 1.0 : ops::scalar_like(x, static_cast<double>(extent)) - best;
  return {result(ElementType::i64, ops::cast(place, DType::f64))};
}

/// 1 at the first of the largest, else 0.
Operands hardmax(const Call& call) {
  const Value x = call.value(0);
  if (call.opset() < 13) call.refuse("its form before opset 13 is not supported");
  const int axis = to_axis(call, call.integer("axis", -1), x.shape().rank());
  const Value found = ops::equal(x, ops::reduce_max(x, {axis}, true));
  const Value rank =
      ops::scalar_like(x, static_cast<double>(x.shape()[axis])) - places_along(x, axis);
  const Value ranked = found * rank;
  return like_first(call, ops::equal(ranked, ops::maximum(ops::reduce_max(ranked, {axis}, true),
                                                          ops::scalar_like(x, 1.0))));
}

/// A mask of the last two axes: what lies on, above or below a diagonal.
Operands trilu(const Call& call) {
  const Value x = call.value(0);
  if (x.shape().rank() < 2) call.refuse("it takes matrices");
  const std::int64_t shift = call.has(1) ? call.integers(1, "the diagonal").at(0) : 0;
  const bool upper = call.flag("upper", true);
  const Shape matrix{x.shape()[-2], x.shape()[-1]};
  std::vector<double> mask;
  for (std::int64_t row = 0; row < matrix[0]; ++row) {
    for (std::int64_t column = 0; column < matrix[1]; ++column) {
      const std::int64_t above = column - row;
      mask.push_back((upper ? above >= shift : above <= shift) ? 1.0 : 0.0);
    }
  }
  return like_first(call, ops::select(constant_like(x, matrix, mask), x, ops::scalar_like(x, 0.0)));
}

/// Sums of all up to a place, or before it: a product with a triangle of ones.
Operands cumulative_sum(const Call& call) {
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integers(1, "the axis").at(0), x.shape().rank());
  const bool exclusive = call.flag("exclusive", false);
  const bool reverse = call.flag("reverse", false);
  const std::int64_t extent = x.shape()[axis];
  if (extent < 1 || extent > 4096) call.refuse(fmt::format("an axis of {} is too long", extent));
  std::vector<double> triangle;
  for (std::int64_t from = 0; from < extent; ++from) {
    for (std::int64_t to = 0; to < extent; ++to) {
      const bool before = reverse ? from > to : from < to;
      triangle.push_back(before || (from == to && !exclusive) ? 1.0 : 0.0);
    }
  }
  const int last = x.shape().rank() - 1;
  const Value moved = move_axis(x, axis, last);
  const Value rows = ops::reshape(moved, Shape{x.shape().size() / extent, extent});
  const Value sums = ops::matmul(rows, constant_like(x, Shape{extent, extent}, triangle));
  return like_first(call, move_axis(ops::reshape(sums, moved.shape()), last, axis));
}

Operands round_to_whole(const Call& call) {
  if (call.type(0) != ElementType::f32) call.refuse("only float is supported");
  const Value x = call.value(0);
  if (call.op() == "Floor") return like_first(call, rounded_down(x));
  if (call.op() == "Ceil") return like_first(call, -rounded_down(-x));
  return like_first(call, ops::round(x));
}

/// The largest or smallest of an axis one after the other, of equal ones the first.
Operands top_k(const Call& call) {
  Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", -1), x.shape().rank());
  const std::int64_t extent = x.shape()[axis];
  const std::int64_t count =
      call.opset() < 10 ? call.integer("k", 0) : call.integers(1, "the number K").at(0);
  constexpr std::int64_t kMost = 64;  // each takes a pass of its own
  if (count < 0 || count > std::min(kMost, extent) || call.type(0) != ElementType::f32) {
    call.refuse(fmt::format("K = {} of {}: up to {} floats are supported", count, extent, kMost));
  }
  const bool largest = call.flag("largest", true);
  call.ignore("sorted");
  if (!largest) x = -x;
  const Value places = places_along(x, axis);
  const Value behind = ops::scalar_like(x, static_cast<double>(extent)) - places;
  Value left = ops::full(call.graph(), x.shape(), 1.0, x.dtype());
  std::vector<Value> values, indices;
  for (std::int64_t i = 0; i < count; ++i) {
    // What was taken counts as less than all others, -infinity too: by its place behind them.
    const Value open = ops::select(left, x, ops::scalar_like(x, -HUGE_VAL));
    const Value best = ops::reduce_max(open, {axis}, true);
    const Value first = ops::reduce_max(ops::equal(open, best) * left * behind, {axis}, true);
    values.push_back(best);
    indices.push_back(ops::scalar_like(x, static_cast<double>(extent)) - first);
    left = left * (1.0 - ops::equal(behind, first));
  }
  if (values.empty()) call.refuse("K = 0 is not supported");
  const Value found = ops::concat(values, axis);
  return {result(call.type(0), largest ? found : -found),
          result(ElementType::i64, ops::cast(ops::concat(indices, axis), DType::f64))};
}

Operands is_nan(const Call& call) {
  const Value x = call.value(0);
  return {result(ElementType::boolean, 1.0 - is_equal(x, x))};
}

/// a sigmoid(alpha a) b
Operands swiglu(const Call& call) {
  const Value a = call.value(0);
  return like_first(call, a * ops::sigmoid(a * call.number("alpha", 1.0)) * call.value(1));
}

/// Elements by constant indices along an axis, each place of the indices for itself.
Operands gather_elements(const Call& call) {
  const Value x = call.value(0);
  const int axis = to_axis(call, call.integer("axis", 0), x.shape().rank());
  const Tensor wide = call.constant(1, "the indices").cast(DType::f64);
  const Shape& shape = wide.shape();
  if (shape.rank() != x.shape().rank()) call.refuse("the indices have another rank");
  Tensor flat(Shape{shape.size()}, DType::i32);
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    std::int64_t rest = i;
    std::int64_t place = 0;
    std::int64_t stride = 1;
    for (int k = shape.rank() - 1; k >= 0; --k) {
      std::int64_t at = rest % shape[k];
      rest /= shape[k];
      if (k == axis) {
        at = static_cast<std::int64_t>(wide.values<double>()[static_cast<std::size_t>(i)]);
        if (at < 0) at += x.shape()[k];
      }
      if (at < 0 || at >= x.shape()[k]) call.refuse("an index is outside of its axis");
      place += at * stride;
      stride *= x.shape()[k];
    }
    flat.values<std::int32_t>()[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(place);
  }
  if (x.shape().size() > (std::int64_t{1} << 31) - 1) call.refuse("it is too large");
  const Value list = ops::reshape(x, Shape{x.shape().size()});
  return like_first(call,
                    ops::reshape(ops::gather(list, call.graph().constant(std::move(flat))), shape));
}

}  // namespace

std::span<const OpEntry> selection_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"ArgMax", 1, arg_extreme},
      {"ArgMin", 1, arg_extreme},
      {"Hardmax", 1, hardmax},
      {"Trilu", 14, trilu},
      {"CumSum", 11, cumulative_sum},
      {"Floor", 1, round_to_whole},
      {"Ceil", 1, round_to_whole},
      {"Round", 11, round_to_whole},
      {"TopK", 1, top_k},
      {"IsNaN", 9, is_nan},
      {"SwiGLU", 28, swiglu},
      {"GatherElements", 11, gather_elements},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

#include "ganglion/io/onnx/ops/helpers.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {

Value old_broadcast(const Call& call, Value a, Value b) {
  call.ignore("consumed_inputs");
  const bool broadcast = call.flag("broadcast", false);
  const std::int64_t axis = call.integer("axis", a.shape().rank() - b.shape().rank());
  if (!broadcast) {
    if (a.shape() != b.shape()) call.refuse("the shapes differ, and `broadcast` is not set");
    return b;
  }
  const int rank = a.shape().rank();
  const int first = to_axis(call, axis, rank + 1);
  if (first + b.shape().rank() > rank) call.refuse("`axis` is outside of the first operand");
  std::vector<std::int64_t> dims = to_integers(b.shape());
  dims.resize(static_cast<std::size_t>(rank - first), 1);
  return ops::reshape(b, to_shape(dims));
}

int to_axis(const Call& call, std::int64_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    call.refuse(fmt::format("axis {} is outside of {} axes", axis, rank));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

std::vector<int> to_axes(const Call& call, const std::vector<std::int64_t>& axes, int rank) {
  std::vector<int> result;
  for (const std::int64_t axis : axes) result.push_back(to_axis(call, axis, rank));
  std::ranges::sort(result);
  if (std::ranges::adjacent_find(result) != result.end()) call.refuse("an axis is named twice");
  return result;
}

Value move_axis(Value x, int from, int to) {
  if (from == to) return x;
  std::vector<int> order(static_cast<std::size_t>(x.shape().rank()));
  std::iota(order.begin(), order.end(), 0);
  order.erase(order.begin() + from);
  order.insert(order.begin() + to, from);
  return ops::transpose(x, order);
}

Value take(Value x, int axis, const std::vector<std::int64_t>& indices) {
  const std::vector<std::int32_t> narrow(indices.begin(), indices.end());
  const Value list = x.graph->constant(
      Tensor::of<std::int32_t>(Shape{static_cast<std::int64_t>(narrow.size())}, narrow));
  return move_axis(ops::gather(move_axis(x, axis, 0), list), 0, axis);
}

Shape to_shape(const std::vector<std::int64_t>& extents) {
  return Shape(std::span<const std::int64_t>(extents));
}

Value by_channel(Value x, int rank) {
  if (x.shape().rank() != 1 || rank < 2) {
    throw Error(
        fmt::format("one number for each channel is expected, not {}", x.shape().to_string()));
  }
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank), 1);
  dims[1] = x.shape()[0];
  return ops::reshape(x, to_shape(dims));
}

Value is_equal(Value a, Value b) {
  return ops::cast(ops::equal(a, b), DType::f32);
}

Value is_greater(Value a, Value b) {
  return ops::cast(ops::greater(a, b), DType::f32);
}

Value constant_like(Value like, const Shape& shape, const std::vector<double>& numbers) {
  return like.graph->constant(Tensor::of<double>(shape, numbers).cast(like.dtype()));
}

// By way of i32, which drops the fraction; from 2^23 on floats have none.
Value rounded_down(Value x) {
  const Value whole = ops::cast(ops::cast(x, DType::i32), x.dtype());
  const Value floor = whole - ops::greater(whole, x);
  return ops::select(ops::greater(ops::scalar_like(x, 0x1p23), ops::abs(x)), floor, x);
}

}  // namespace ganglion::io::onnx

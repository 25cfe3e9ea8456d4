#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// QuantizeLinear and DequantizeLinear, for a whole tensor or by entries of an axis.
namespace ganglion::io::onnx {
namespace {

Range limits_of(const Call& call, ElementType type) {
  switch (type) {
    case ElementType::u8:
    case ElementType::i8:
    case ElementType::u16:
    case ElementType::i16:
      return range_of(type);
    default:
      call.refuse(fmt::format("quantised to {} is not supported", name_of(type)));
  }
}

/// Scale or zero point, laid along the axis that it goes by.
Tensor along_axis(const Call& call, int input, const Shape& x) {
  const Tensor given = call.constant(input, input == 1 ? "the scale" : "the zero point");
  const Tensor wide = given.cast(DType::f64);
  if (wide.size() == 1) return wide.reshaped(Shape{});
  const int axis = to_axis(call, call.integer("axis", 1), x.rank());
  if (wide.shape().rank() != 1 || wide.shape()[0] != x[axis]) {
    call.refuse("scales by blocks, or of another shape than the axis, are not supported");
  }
  std::vector<std::int64_t> extents(static_cast<std::size_t>(x.rank()), 1);
  extents[static_cast<std::size_t>(axis)] = x[axis];
  return wide.reshaped(to_shape(extents));
}

void check_quantization(const Call& call) {
  if (call.integer("block_size", 0) != 0) call.refuse("`block_size` is not supported");
  call.integer("axis", 1);
  if (call.type(1) != ElementType::f32) call.refuse("only float scales are supported");
}

Value constant_of(const Call& call, const Tensor& numbers, DType dtype = DType::f32) {
  return call.graph().constant(numbers.cast(dtype));
}

std::vector<Operand> quantize(const Call& call) {
  check_quantization(call);
  call.ignore("saturate");  // of float8 alone
  if (call.integer("precision", 0) != 0) call.refuse("`precision` is not supported");
  if (call.type(0) != ElementType::f32) call.refuse("only float is supported");
  if (call.integer("output_dtype", 0) != 0) call.refuse("`output_dtype` is not supported");
  const ElementType type = call.has(2) ? call.type(2) : ElementType::u8;
  const Range limits = limits_of(call, type);
  const Value x = call.value(0);
  Value y = ops::round(x / constant_of(call, along_axis(call, 1, x.shape())));
  if (call.has(2)) y = y + constant_of(call, along_axis(call, 2, x.shape()));
  y = ops::minimum(ops::maximum(y, ops::scalar_like(y, limits.least)),
                   ops::scalar_like(y, limits.most));
  return {result(type, ops::cast(y, DType::i32))};
}

std::vector<Operand> dequantize(const Call& call) {
  check_quantization(call);
  if (call.integer("output_dtype", 1) != 1) call.refuse("`output_dtype` is not supported");
  const Operand& x = call.operand(0);
  if (!is_integer(x.type)) call.refuse(fmt::format("{} is not supported", name_of(x.type)));
  // Known ones in f64, computed ones of few bits in f32.
  Value y = x.constant ? call.value(0) : ops::cast(x.value, DType::f32);
  if (call.has(2)) y = y - constant_of(call, along_axis(call, 2, x.shape()), y.dtype());
  y = y * constant_of(call, along_axis(call, 1, x.shape()), y.dtype());
  return {result(ElementType::f32, y.dtype() == DType::f32 ? y : ops::cast(y, DType::f32))};
}

}  // namespace

std::span<const OpEntry> quantization_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>(
      {{"QuantizeLinear", 10, quantize}, {"DequantizeLinear", 10, dequantize}});
  return kOps;
}

}  // namespace ganglion::io::onnx

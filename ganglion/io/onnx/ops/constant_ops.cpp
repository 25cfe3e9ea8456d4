#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

constexpr std::int64_t kMostMade = std::int64_t{1} << 28;  // elements that a node may make up

/// A constant of a node, by whichever attribute gives it.
Operands constant(const Call& call) {
  ElementType type = ElementType::f32;
  if (call.has_attribute("value")) {
    Tensor tensor = call.tensor("value", type);
    return {known(type, std::move(tensor))};
  }
  if (call.has_attribute("value_float")) {
    return {known(type, Tensor::scalar(call.number("value_float", 0.0)))};
  }
  if (call.has_attribute("value_int")) return {known(call.integer("value_int", 0))};
  if (call.has_attribute("value_ints")) return {known(call.integers("value_ints"))};
  if (call.has_attribute("value_floats")) {
    const std::vector<float> values = call.numbers("value_floats");
    return {
        known(type, Tensor::of<float>(Shape{static_cast<std::int64_t>(values.size())}, values))};
  }
  call.refuse("constants of texts and sparse tensors are not supported");
}

void check_made(const Call& call, const Shape& shape) {
  if (shape.size() > kMostMade) {
    call.refuse(
        fmt::format("it makes {} elements, {} at most are supported", shape.size(), kMostMade));
  }
}

Operands constant_of_shape(const Call& call) {
  const Shape shape = to_shape(call.integers(0, "the shape"));
  check_made(call, shape);
  ElementType type = ElementType::f32;
  double value = 0.0;
  if (call.has_attribute("value")) {
    const Tensor one = call.tensor("value", type);
    if (one.size() != 1) call.refuse("`value` must be one number");
    value = one.cast(DType::f64).values<double>()[0];
  }
  Tensor tensor(shape, held_as(type));
  if (tensor.dtype() == DType::f32) {
    std::ranges::fill(tensor.values<float>(), static_cast<float>(value));
  } else {
    std::ranges::fill(tensor.values<double>(), value);
  }
  return {known(type, std::move(tensor))};
}

Operands range(const Call& call) {
  const double start = call.number(0, "the start");
  const double limit = call.number(1, "the limit");
  const double step = call.number(2, "the step");
  const double count = std::max(0.0, std::ceil((limit - start) / step));
  if (!(count <= static_cast<double>(kMostMade))) call.refuse("it has no end, or is too long");
  std::vector<double> values;
  for (double i = 0; i < count; ++i) values.push_back(start + i * step);
  const Shape shape{static_cast<std::int64_t>(values.size())};
  return {known(call.type(0), Tensor::of<double>(shape, values).cast(held_as(call.type(0))))};
}

Operands eye_like(const Call& call) {
  const Shape shape = call.shape(0);
  if (shape.rank() != 2) call.refuse("it takes a matrix");
  check_made(call, shape);
  const auto type =
      static_cast<ElementType>(call.integer("dtype", static_cast<std::int64_t>(call.type(0))));
  const std::int64_t shift = call.integer("k", 0);
  Tensor eye(shape, DType::f64);
  for (std::int64_t row = 0; row < shape[0]; ++row) {
    if (shift < -row || shift >= shape[1] - row) continue;
    eye.values<double>()[static_cast<std::size_t>(row * shape[1] + row + shift)] = 1.0;
  }
  return {known(type, eye.cast(held_as(type)))};
}

/// Numbers to integers: the fraction is dropped.
Tensor truncated(const Tensor& numbers) {
  Tensor wide = numbers.cast(DType::f64);
  for (double& value : wide.values<double>()) value = std::trunc(value);
  return wide;
}

/// The same of computed ones, exactly below 2^60 in two parts that i32 has room for; NaN stays.
Value truncated(Value x) {
  const Value wide = ops::cast(x, DType::f64);
  const Value known = ops::equal(wide, wide);
  const Value some = ops::select(known, wide, ops::scalar_like(wide, 0.0));
  const auto whole = [](Value part) { return ops::cast(ops::cast(part, DType::i32), DType::f64); };
  const Value high = whole(some * 0x1p-30) * 0x1p30;
  return ops::select(known, high + whole(some - high), wide);
}

Operands cast_to_integers(const Call& call, ElementType type) {
  const Operand& given = call.operand(0);
  if (given.constant || given.fed) {
    Tensor integers = truncated(call.constant(0, "what becomes integers"));
    check_range(integers, type);
    return {known(type, std::move(integers))};
  }
  if (type != ElementType::i32 && type != ElementType::i64) {
    call.refuse(
        fmt::format("computed numbers can't become {}; int32 and int64 can", name_of(type)));
  }
  return {result(type, is_integer(call.type(0)) ? call.value(0) : truncated(call.value(0)))};
}

Operands cast_to(const Call& call, ElementType type) {
  const DType held = held_as(type);
  if (type == call.type(0)) return {call.operand(0)};
  if (is_integer(type)) return cast_to_integers(call, type);
  const Value x = call.value(0);
  if (type == ElementType::boolean) {
    return {result(type, 1.0 - is_equal(x, ops::scalar_like(x, 0.0)))};
  }
  return {result(type, ops::cast(x, held))};
}

/// Before opset 6 a type is written as its name.
Operands cast_1(const Call& call) {
  const std::string name = call.text("to", "");
  for (std::int32_t i = 1; i <= 16; ++i) {
    std::string known_name = name_of(static_cast<ElementType>(i));
    std::ranges::transform(known_name, known_name.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (known_name == name) return cast_to(call, static_cast<ElementType>(i));
  }
  call.refuse(fmt::format("type '{}' is not known", name));
}

Operands cast(const Call& call) {
  call.ignore("saturate");  // both are about types of 8 bits and less
  call.ignore("round_mode");
  return cast_to(call, static_cast<ElementType>(call.integer("to", 0)));
}

Operands cast_like(const Call& call) {
  call.ignore("saturate");
  call.ignore("round_mode");
  return cast_to(call, call.type(1));
}

}  // namespace

std::span<const OpEntry> constant_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Constant", 1, constant},
      {"ConstantOfShape", 9, constant_of_shape},
      {"Range", 11, range},
      {"EyeLike", 9, eye_like},
      {"Cast", 1, cast_1},
      {"Cast", 6, cast},
      {"CastLike", 15, cast_like},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

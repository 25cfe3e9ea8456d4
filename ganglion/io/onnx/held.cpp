#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"

namespace ganglion::io::onnx {
namespace {

bool is_end(double value, ElementType type) {
  return type == ElementType::i64 && std::fabs(value) == 9223372036854775808.0;
}

void check_value(double value, ElementType type, const Range& range) {
  if (value >= range.least && value <= range.most && std::trunc(value) == value) return;
  throw Error(fmt::format("{} is no {} that can be held", value, name_of(type)));
}

/// To the nearest number with so many bits of significand (the leading one included), of two as
/// near to the even one; multiples of `least`.
float rounded(float value, int bits, double least, double largest) {
  if (!std::isfinite(value) || value == 0.0F) return value;
  int exponent = 0;
  std::frexp(value, &exponent);
  const double unit = std::max(std::ldexp(1.0, exponent - bits), least);
  const double result = std::nearbyint(static_cast<double>(value) / unit) * unit;
  if (std::fabs(result) > largest) return std::copysign(HUGE_VALF, value);
  return static_cast<float>(result);
}

template <class To>
Tensor narrowed(const Tensor& held, ElementType type) {
  const Range range = range_of(type);
  Tensor result(held.shape(), dtype_of<To>);
  const Tensor wide = held.cast(DType::f64);
  const std::span<const double> from = wide.values<double>();
  const std::span<To> to = result.values<To>();
  for (std::size_t i = 0; i < from.size(); ++i) {
    check_value(from[i], type, range);
    to[i] = static_cast<To>(from[i]);
  }
  return result;
}

/// Throws Error for a number that f32 can't hold.
void check_finite(const Tensor& wide, const Tensor& narrow) {
  const std::span<const double> a = wide.values<double>();
  const std::span<const float> b = narrow.values<float>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isinf(b[i]) && !std::isinf(a[i])) {
      throw Error(fmt::format("{} is too large for float", a[i]));
    }
  }
}

}  // namespace

Range range_of(ElementType type) {
  constexpr double kWhole = 9007199254740992.0;  // 2^53: what f64 holds exactly
  switch (type) {
    case ElementType::boolean:
      return {0, 1};
    case ElementType::u8:
      return {0, 255};
    case ElementType::i8:
      return {-128, 127};
    case ElementType::u16:
      return {0, 65535};
    case ElementType::i16:
      return {-32768, 32767};
    case ElementType::u32:
      return {0, 4294967295.0};
    case ElementType::i32:
      return {-2147483648.0, 2147483647.0};
    case ElementType::u64:
      return {0, kWhole};
    default:
      return {-kWhole, kWhole};
  }
}

void check_range(const Tensor& held, ElementType type) {
  if (held.dtype() == DType::f32 && type != ElementType::boolean) return;
  if (!is_integer(type) && type != ElementType::boolean) return;
  const Range range = range_of(type);
  if (held.dtype() == DType::f32) {
    for (const float value : held.values<float>()) check_value(value, type, range);
  } else {
    for (const double value : held.values<double>()) {
      if (!is_end(value, type)) check_value(value, type, range);
    }
  }
}

void round_to(Tensor& held, ElementType type) {
  if (type != ElementType::f16 && type != ElementType::bf16) return;
  const bool half = type == ElementType::f16;
  for (float& value : held.values<float>()) {
    value = half ? rounded(value, 11, 0x1p-24, 65504.0) : rounded(value, 8, 0x1p-133, 0x1.fep127);
  }
}

Tensor from_held(const Tensor& held, ElementType type) {
  switch (type) {
    case ElementType::boolean:
    case ElementType::u8:
      return narrowed<std::uint8_t>(held, type);
    case ElementType::i8:
    case ElementType::i16:
    case ElementType::u16:
    case ElementType::i32:
      return narrowed<std::int32_t>(held, type);
    case ElementType::u32:
    case ElementType::i64:
    case ElementType::u64:
      return narrowed<std::int64_t>(held, type);
    default:
      return held;
  }
}

Tensor to_held(const Tensor& array, ElementType type) {
  const DType held = held_as(type);
  if (array.dtype() == DType::i64) {
    for (const std::int64_t value : array.values<std::int64_t>()) {
      if (std::abs(static_cast<double>(value)) > 9007199254740992.0) {
        throw Error(fmt::format("{} is beyond 2^53; such integers are not supported", value));
      }
    }
  }
  Tensor result = array.cast(held);
  if (array.dtype() == DType::f64 && held == DType::f32) check_finite(array, result);
  check_range(result, type);
  return result;
}

}  // namespace ganglion::io::onnx

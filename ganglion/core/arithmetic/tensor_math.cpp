#include "ganglion/core/arithmetic/tensor_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "ganglion/core/arithmetic/strided_walk.h"
#include "ganglion/core/error.h"

namespace ganglion {
namespace {

[[noreturn]] void refuse_types(const Tensor& a, const Tensor& b) {
  throw Error(fmt::format("arithmetic takes two f32 or two f64 tensors, not {} and {}; cast() them",
                          name_of(a.dtype()), name_of(b.dtype())));
}

template <class T, class F>
Tensor combined(const Tensor& a, const Tensor& b, F f) {
  const Shape common = broadcast(a.shape(), b.shape());
  Tensor result(common, a.dtype());
  const auto x = a.values<T>(), y = b.values<T>();
  StridedWalk in_a(common, a.shape()), in_b(common, b.shape());
  for (T& to : result.values<T>()) {
    to = f(x[static_cast<std::size_t>(in_a.offset())], y[static_cast<std::size_t>(in_b.offset())]);
    in_a.next();
    in_b.next();
  }
  return result;
}

template <class F>
Tensor elementwise(const Tensor& a, const Tensor& b, F f) {
  if (a.dtype() == b.dtype() && a.dtype() == DType::f32) return combined<float>(a, b, f);
  if (a.dtype() == b.dtype() && a.dtype() == DType::f64) return combined<double>(a, b, f);
  refuse_types(a, b);
}

/// Only types whose values the functions of C++ give.
template <class F>
Tensor function_of(const Tensor& x, F f) {
  return elementwise(x, x, [f](auto value, auto) { return f(value); });
}

Tensor scalar_for(const Tensor& other, double value) {
  return Tensor::scalar(value, other.dtype());
}

template <class T>
Tensor places_of_largest(const Tensor& x) {
  Tensor result({x.shape()[0]}, DType::i32);
  const auto values = x.values<T>();
  const std::size_t width =
      result.size() == 0 ? 0 : values.size() / static_cast<std::size_t>(result.size());
  auto to = result.values<std::int32_t>();
  for (std::size_t row = 0; row < to.size(); ++row) {
    const auto numbers = values.subspan(row * width, width);
    if (std::ranges::any_of(numbers, [](T number) { return std::isnan(number); })) {
      throw Error(fmt::format("argmax_rows: row {} has an element that is not a number", row + 1));
    }
    to[row] = static_cast<std::int32_t>(std::ranges::max_element(numbers) - numbers.begin());
  }
  return result;
}

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x + y; });
}
Tensor operator-(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x - y; });
}
Tensor operator*(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x * y; });
}
Tensor operator/(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x / y; });
}

Tensor operator+(const Tensor& a, double b) {
  return a + scalar_for(a, b);
}
Tensor operator-(const Tensor& a, double b) {
  return a - scalar_for(a, b);
}
Tensor operator*(const Tensor& a, double b) {
  return a * scalar_for(a, b);
}
Tensor operator/(const Tensor& a, double b) {
  return a / scalar_for(a, b);
}
Tensor operator+(double a, const Tensor& b) {
  return scalar_for(b, a) + b;
}
Tensor operator-(double a, const Tensor& b) {
  return scalar_for(b, a) - b;
}
Tensor operator*(double a, const Tensor& b) {
  return scalar_for(b, a) * b;
}
Tensor operator/(double a, const Tensor& b) {
  return scalar_for(b, a) / b;
}

Tensor operator-(const Tensor& x) {
  return function_of(x, [](auto value) { return -value; });
}

Tensor operator<(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return decltype(x)(x < y ? 1 : 0); });
}
Tensor operator>(const Tensor& a, const Tensor& b) {
  return b < a;
}
Tensor operator<=(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return decltype(x)(x <= y ? 1 : 0); });
}
Tensor operator>=(const Tensor& a, const Tensor& b) {
  return b <= a;
}
Tensor operator<=(const Tensor& a, double b) {
  return a <= scalar_for(a, b);
}
Tensor operator>=(const Tensor& a, double b) {
  return scalar_for(a, b) <= a;
}
Tensor operator<(const Tensor& a, double b) {
  return a < scalar_for(a, b);
}
Tensor operator>(const Tensor& a, double b) {
  return scalar_for(a, b) < a;
}

Tensor abs(const Tensor& x) {
  return function_of(x, [](auto value) { return std::abs(value); });
}
Tensor exp(const Tensor& x) {
  return function_of(x, [](auto value) { return std::exp(value); });
}
Tensor log(const Tensor& x) {
  return function_of(x, [](auto value) { return std::log(value); });
}
Tensor sqrt(const Tensor& x) {
  return function_of(x, [](auto value) { return std::sqrt(value); });
}
Tensor sin(const Tensor& x) {
  return function_of(x, [](auto value) { return std::sin(value); });
}
Tensor cos(const Tensor& x) {
  return function_of(x, [](auto value) { return std::cos(value); });
}
Tensor square(const Tensor& x) {
  return x * x;
}
Tensor maximum(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x > y || std::isnan(x) ? x : y; });
}
Tensor minimum(const Tensor& a, const Tensor& b) {
  return elementwise(a, b, [](auto x, auto y) { return x < y || std::isnan(x) ? x : y; });
}

Tensor arange(std::int64_t count) {
  if (count < 0 || count > (std::int64_t{1} << 24)) {
    throw Error(fmt::format("arange: {} numbers; from 0 to 2^24, which f32 can tell apart", count));
  }
  Tensor result({count});
  float next = 0;
  for (float& value : result.values<float>()) value = next++;
  return result;
}

Tensor concat(const std::vector<Tensor>& parts, int axis) {
  if (parts.empty()) throw Error("concat: there are no tensors");
  const Tensor& first = parts[0];
  const int along = normalize_axis(axis, first.shape().rank(), "concat");
  std::int64_t extent = 0;
  for (const Tensor& part : parts) {
    if (part.dtype() != first.dtype() || part.shape().rank() != first.shape().rank() ||
        part.shape().with(along, 0) != first.shape().with(along, 0)) {
      throw Error(fmt::format("concat along axis {}: {}{} and {}{} don't fit together", along,
                              name_of(first.dtype()), first.shape().to_string(),
                              name_of(part.dtype()), part.shape().to_string()));
    }
    extent += part.shape()[along];
  }
  Tensor result(first.shape().with(along, extent), first.dtype());
  std::int64_t blocks = 1;  // what is copied as a whole: all extents from the axis on
  for (int i = 0; i < along; ++i) blocks *= first.shape()[i];
  auto* to = static_cast<std::byte*>(result.data());
  for (std::int64_t block = 0; block < blocks; ++block) {
    for (const Tensor& part : parts) {
      const std::size_t size = part.bytes() / static_cast<std::size_t>(blocks);
      if (size == 0) continue;
      std::memcpy(
          to, static_cast<const std::byte*>(part.data()) + static_cast<std::size_t>(block) * size,
          size);
      to += size;
    }
  }
  return result;
}

double sum(const Tensor& x) {
  const Tensor numbers = x.cast(DType::f64);
  double total = 0;
  for (const double number : numbers.values<double>()) total += number;
  return total;
}

double mean(const Tensor& x) {
  return sum(x) / static_cast<double>(x.size());
}

double standard_deviation(const Tensor& x) {
  const Tensor apart = x.cast(DType::f64) - mean(x);
  return std::sqrt(mean(apart * apart));
}

Tensor argmax_rows(const Tensor& x) {
  if (x.shape().rank() == 0 || (x.shape()[0] > 0 && x.size() == 0)) {
    throw Error("argmax_rows: " + x.shape().to_string() + " has no rows with elements");
  }
  if (x.dtype() == DType::f64) return places_of_largest<double>(x);
  return places_of_largest<float>(x);
}

}  // namespace ganglion

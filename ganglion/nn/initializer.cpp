#include "ganglion/nn/initializer.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion::nn {
namespace {

using Kind = Initializer::Kind;

/// Standard deviation of a standard normal number cut at ±2.
constexpr double kCutDeviation = 0.87962566103423978;

Fans fans_of(const Shape& shape) {
  if (shape.rank() == 0) return {};
  if (shape.rank() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  const auto first = static_cast<double>(shape[0]);
  const auto second = static_cast<double>(shape[1]);
  if (shape.rank() == 2) return {first, second};
  double window = 1.0;  // of a convolution kernel [out, in, window…]
  for (int axis = 2; axis < shape.rank(); ++axis) window *= static_cast<double>(shape[axis]);
  return {window * second, window * first};
}

double variance_of(const Initializer& initializer, const Shape& shape) {
  const Fans fans = initializer.fans.value_or(fans_of(shape));
  const double in = std::max(fans.in, 1.0);
  switch (initializer.kind) {
    case Kind::glorot_uniform:
    case Kind::glorot_normal:
      return 2.0 / std::max(fans.in + fans.out, 1.0);
    case Kind::he_uniform:
    case Kind::he_normal:
      return 2.0 / in;
    default:
      return 1.0 / in;  // LeCun
  }
}

/// The index-th normal number of a stream within ±2: the first of a row of tries that lies there,
/// each try from a stream of its own.
double cut_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
  constexpr std::uint64_t kNextTry = 0x9E3779B97F4A7C15ULL;
  double drawn = random_normal(seed, stream, index);
  while (std::abs(drawn) > 2.0) {
    stream += kNextTry;
    drawn = random_normal(seed, stream, index);
  }
  return drawn;
}

Tensor filled(const Shape& shape, const std::function<double(std::uint64_t)>& at) {
  Tensor tensor(shape, DType::f64);
  std::uint64_t index = 0;
  for (double& value : tensor.values<double>()) value = at(index++);
  return tensor;
}

/// Makes `vectors` (each a row of `length` numbers) orthonormal: Gram-Schmidt, each projection
/// taken twice, which keeps the result orthogonal to rounding (Giraud et al. 2005). It is the Q of
/// the QR decomposition whose R has a positive diagonal.
void orthonormalize(std::span<double> vectors, std::size_t length) {
  const std::size_t count = vectors.size() / length;
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = vectors.subspan(i * length, length);
    for (std::size_t j = 0; j < 2 * i; ++j) {
      const auto other = vectors.subspan((j % i) * length, length);
      double product = 0.0;
      for (std::size_t k = 0; k < length; ++k) product += row[k] * other[k];
      for (std::size_t k = 0; k < length; ++k) row[k] -= product * other[k];
    }
    double norm = 0.0;
    for (const double value : row) norm += value * value;
    norm = std::sqrt(norm);
    for (double& value : row) value /= norm;
  }
}

Tensor draw_orthogonal(double gain, const Shape& shape, std::uint64_t seed, std::uint64_t stream) {
  if (shape.rank() < 2) {
    throw Error(fmt::format(
        "initializer orthogonal: needs at least 2 axes, the parameter has shape {}; use "
        "another initializer",
        shape.to_string()));
  }
  if (shape.size() == 0) return Tensor(shape, DType::f64);
  // A convolution kernel [out, in, window…] has a row for each filter.
  const auto rows = static_cast<std::size_t>(shape[0]);
  const std::size_t columns = static_cast<std::size_t>(shape.size()) / rows;
  const std::size_t count = std::min(rows, columns);
  const std::size_t length = std::max(rows, columns);
  std::vector<double> vectors(count * length);
  for (std::size_t i = 0; i < vectors.size(); ++i) vectors[i] = random_normal(seed, stream, i);
  orthonormalize(vectors, length);
  return filled(shape, [&](std::uint64_t index) {
    const std::size_t row = index / columns;
    const std::size_t column = index % columns;
    return gain *
           (rows < columns ? vectors[row * length + column] : vectors[column * length + row]);
  });
}

Tensor given_values(const Initializer& initializer, const Shape& shape) {
  if (std::cmp_not_equal(initializer.settings.size(), shape.size())) {
    throw Error(
        fmt::format("initializer values: {} numbers don't fill a parameter of shape {}; give {}",
                    initializer.settings.size(), shape.to_string(), shape.size()));
  }
  return Tensor::of<double>(shape, initializer.settings);
}

Tensor draw(const Initializer& initializer, const Shape& shape, std::uint64_t seed,
            std::uint64_t stream) {
  const auto setting = [&](std::size_t i) { return initializer.settings.at(i); };
  const auto between = [&](double low, double high) {
    return filled(shape, [=](std::uint64_t i) {
      return low + (high - low) * random_uniform(seed, stream, i);
    });
  };
  switch (initializer.kind) {
    case Kind::zeros:
      return Tensor(shape, DType::f64);
    case Kind::ones:
      return filled(shape, [](std::uint64_t) { return 1.0; });
    case Kind::constant:
      return filled(shape, [&](std::uint64_t) { return setting(0); });
    case Kind::values:
      return given_values(initializer, shape);
    case Kind::uniform:
      return between(setting(0), setting(1));
    case Kind::normal:
      return filled(shape,
                    [&](std::uint64_t i) { return setting(0) * random_normal(seed, stream, i); });
    case Kind::orthogonal:
      return draw_orthogonal(setting(0), shape, seed, stream);
    case Kind::glorot_uniform:
    case Kind::he_uniform:
    case Kind::lecun_uniform: {
      const double limit = std::sqrt(3.0 * variance_of(initializer, shape));
      return between(-limit, limit);
    }
    case Kind::glorot_normal:
    case Kind::he_normal:
    case Kind::lecun_normal: {
      const double scale = std::sqrt(variance_of(initializer, shape)) / kCutDeviation;
      return filled(shape, [=](std::uint64_t i) { return scale * cut_normal(seed, stream, i); });
    }
  }
  throw Error("initializer: not one of the enumeration");
}

}  // namespace

Initializer with_fans(Initializer initializer, Fans fans) {
  initializer.fans = fans;
  return initializer;
}

Initializer zeros() {
  return {Kind::zeros, {}};
}
Initializer ones() {
  return {Kind::ones, {}};
}
Initializer constant(double value) {
  return {Kind::constant, {value}};
}
Initializer values(std::vector<double> numbers) {
  return {Kind::values, std::move(numbers)};
}
Initializer uniform(double low, double high) {
  return {Kind::uniform, {low, high}};
}
Initializer normal(double stddev) {
  return {Kind::normal, {stddev}};
}
Initializer glorot_uniform() {
  return {Kind::glorot_uniform, {}};
}
Initializer glorot_normal() {
  return {Kind::glorot_normal, {}};
}
Initializer he_uniform() {
  return {Kind::he_uniform, {}};
}
Initializer he_normal() {
  return {Kind::he_normal, {}};
}
Initializer lecun_uniform() {
  return {Kind::lecun_uniform, {}};
}
Initializer lecun_normal() {
  return {Kind::lecun_normal, {}};
}
Initializer orthogonal(double gain) {
  return {Kind::orthogonal, {gain}};
}

Tensor initialize(const Initializer& initializer, const Shape& shape, std::uint64_t seed,
                  std::uint64_t stream, DType dtype) {
  Tensor drawn = draw(initializer, shape, seed, stream);
  return dtype == DType::f64 ? drawn : drawn.cast(dtype);
}

}  // namespace ganglion::nn

#include "ganglion/data/augment/transformation.h"

#include <algorithm>
#include <cmath>

#include "ganglion/core/rng.h"

namespace ganglion::data {

RowRandom::RowRandom(std::uint64_t seed, std::int64_t epoch, std::int64_t row)
    : seed_(seed),
      stream_(stream_of("augment") ^
              (static_cast<std::uint64_t>(epoch) << 40U | static_cast<std::uint64_t>(row))) {}

double RowRandom::uniform() {
  return random_uniform(seed_, stream_, next_++);
}

double RowRandom::normal() {
  return random_normal(seed_, stream_, next_++);
}

std::int64_t RowRandom::index(std::int64_t count) {
  const double place = uniform() * static_cast<double>(count);
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(place), 0, count - 1);
}

/// Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
double RowRandom::gamma(double shape) {
  if (shape < 1.0) return gamma(shape + 1.0) * std::pow(1.0 - uniform(), 1.0 / shape);
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1.0 + c * x, 3.0);
    const double u = 1.0 - uniform();  // above 0
    if (v > 0.0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double RowRandom::beta(double a, double b) {
  const double x = gamma(a);
  const double y = gamma(b);
  return x + y > 0.0 ? x / (x + y) : 1.0;  // both can be 0 only when b is tiny
}

}  // namespace ganglion::data

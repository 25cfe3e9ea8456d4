#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/core/shape.h"
#include "ganglion/data/samples.h"

namespace ganglion::data {

/// Random numbers of one row in one epoch, drawn one after the other. They follow from (seed,
/// epoch, row) alone.
class RowRandom {
 public:
  RowRandom(std::uint64_t seed, std::int64_t epoch, std::int64_t row);

  /// In [0, 1).
  double uniform();
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double normal();
  /// In [0, count).
  std::int64_t index(std::int64_t count);
  /// From the distribution Beta(a, b), a and b above 0.
  double beta(double a, double b);

 private:
  double gamma(double shape);

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t next_ = 0;
};

/// The numbers of one row while it is changed: [channels, height, width] or [channels, length], in
/// the unit in which they were read (bytes: 0 to 255), before they are scaled.
struct AugmentedRow {
  Shape shape;
  std::span<float> values;
  /// Mean and deviation of each channel over the training rows.
  std::span<const double> mean;
  std::span<const double> std;
  /// From the least value there can be to the largest: 255 for bytes, 4 deviations for others.
  double range = 255.0;

  std::int64_t channels() const { return shape[0]; }
  std::int64_t height() const { return shape.rank() == 3 ? shape[1] : 1; }
  std::int64_t width() const { return shape[-1]; }
  /// One channel, row-major.
  std::span<float> plane(std::int64_t channel) const {
    const std::int64_t size = height() * width();
    return values.subspan(static_cast<std::size_t>(channel * size), static_cast<std::size_t>(size));
  }
};

/// A random change of one row. Immutable; any number of threads may use it.
class Transformation {
 public:
  virtual ~Transformation() = default;
  virtual std::string_view name() const = 0;
  /// Throws Error (without the name) when it can't be done to such rows.
  virtual void check(SampleKind kind, const Shape& shape) const = 0;
  virtual void apply(const AugmentedRow& row, RowRandom& random) const = 0;
};

}  // namespace ganglion::data

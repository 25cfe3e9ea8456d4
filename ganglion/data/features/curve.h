#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace ganglion::data {

/// How numbers are bent before they are scaled, so that a few large ones don't push all the others
/// together.
enum class TransformKind : std::uint8_t {
  none,
  log,     ///< sign(u) log(1 + |u|): ratios count, as in incomes and counts
  robust,  ///< u up to 3 on both sides, and beyond that it grows as a logarithm
};

/// A kind with its place: u = (x - centre) / unit. It never falls as x grows, and has no jumps.
struct Transform {
  TransformKind kind = TransformKind::none;
  double centre = 0;
  double unit = 1;  ///< above 0

  double operator()(double x) const;
  /// The x that gives `bent`.
  double inverse(double bent) const;
};

/// Fits a kind to the values that are not NaN. For `log` the centre is 0, and the unit the
/// geometric mean of the sizes that aren't 0. For `robust` the centre is the median, and the unit
/// is 0.7413 times the distance of the quartiles, which is the standard deviation of a normal
/// distribution. When that is 0 there is nothing to be bent by, and the result has no kind.
Transform fit_transform(TransformKind kind, const std::vector<double>& values);

/// The skewness of values that a logarithm does good: a thousand or more, none below 0, skewed by
/// more than 3, and the largest more than 10 times the geometric mean of those that aren't 0.
/// Nothing for others. `benchmarks/accuracy/README.md` has what was measured.
std::optional<double> skewness_for_log(const std::vector<double>& values);

}  // namespace ganglion::data

#include "ganglion/data/features/curve.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "ganglion/data/column_numbers.h"

namespace ganglion::data {
namespace {

/// From here on the robust transform is a logarithm; its slope is 1 on both sides.
constexpr double kStraight = 3.0;
/// Standard deviation of a normal distribution by the distance of its quartiles.
constexpr double kDeviation = 0.7413;

constexpr std::int64_t kMinForLog = 1000;
constexpr double kSkewed = 3.0;
constexpr double kFarOff = 10.0;

/// The value below which a share of the others lies. Reorders them.
double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto last = static_cast<double>(values.size() - 1);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * last);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Of the sizes that are neither 0 nor NaN; 0 when there are none.
double geometric_mean(const std::vector<double>& values) {
  double sum = 0;
  double count = 0;
  for (const double x : values) {
    if (x == 0 || std::isnan(x)) continue;
    sum += std::log(std::abs(x));
    ++count;
  }
  return count == 0 ? 0 : std::exp(sum / count);
}

Transform robust_transform(const std::vector<double>& values) {
  std::vector<double> present;
  std::ranges::copy_if(values, std::back_inserter(present),
                       [](double x) { return !std::isnan(x); });
  const double centre = quantile(present, 0.5);
  const double spread = quantile(present, 0.75) - quantile(present, 0.25);
  return {.kind = TransformKind::robust, .centre = centre, .unit = kDeviation * spread};
}

}  // namespace

double Transform::operator()(double x) const {
  if (kind == TransformKind::none) return x;
  const double u = (x - centre) / unit;
  const double size = std::abs(u);
  if (kind == TransformKind::log) return std::copysign(std::log1p(size), u);
  if (size <= kStraight) return u;
  return std::copysign(kStraight + std::log1p(size - kStraight), u);
}

double Transform::inverse(double bent) const {
  if (kind == TransformKind::none) return bent;
  const double size = std::abs(bent);
  const double u = kind == TransformKind::log ? std::expm1(size)
                   : size <= kStraight        ? size
                                              : kStraight + std::expm1(size - kStraight);
  return centre + unit * std::copysign(u, bent);
}

Transform fit_transform(TransformKind kind, const std::vector<double>& values) {
  Transform transform;
  if (kind == TransformKind::log) transform = {.kind = kind, .unit = geometric_mean(values)};
  if (kind == TransformKind::robust) transform = robust_transform(values);
  return transform.unit > 0 && std::isfinite(transform.unit) ? transform : Transform{};
}

std::optional<double> skewness_for_log(const std::vector<double>& values) {
  const Moments moments = moments_of(values);
  if (moments.count < kMinForLog || !(moments.std > 0)) return std::nullopt;
  double cubes = 0;
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const double x : values) {
    if (std::isnan(x)) continue;
    const double z = (x - moments.mean) / moments.std;
    cubes += z * z * z;
    least = std::min(least, x);
    most = std::max(most, x);
  }
  const double skewness = cubes / static_cast<double>(moments.count);
  if (least < 0 || !(skewness > kSkewed)) return std::nullopt;
  return most > kFarOff * geometric_mean(values) ? std::optional(skewness) : std::nullopt;
}

}  // namespace ganglion::data

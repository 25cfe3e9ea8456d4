#include "ganglion/train/evaluate/fold_difference.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace ganglion::train {
namespace {

/// P(|T| < t), in closed form for whole degrees of freedom (Abramowitz and Stegun, 26.7.3 and
/// 26.7.4).
double student_within(double t, std::int64_t degrees) {
  const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
  const double square = std::cos(angle) * std::cos(angle);
  const bool odd = degrees % 2 == 1;
  double term = odd ? std::cos(angle) : 1.0;
  double sum = degrees > 1 ? term : 0.0;
  for (std::int64_t i = odd ? 3 : 2; i <= degrees - 2; i += 2) {
    term *= square * static_cast<double>(i - 1) / static_cast<double>(i);
    sum += term;
  }
  return odd ? 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum) : std::sin(angle) * sum;
}

}  // namespace

double student_quantile(double share, std::int64_t degrees) {
  double low = 0.0;
  double high = 1.0;
  const double within = 2.0 * share - 1.0;
  while (student_within(high, degrees) < within) high *= 2.0;
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (student_within(middle, degrees) < within ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

FoldDifference fold_difference(std::span<const double> differences) {
  const auto folds = static_cast<double>(differences.size());
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / folds;
  if (differences.size() < 2) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return {.mean = mean, .interval = {-kInfinity, kInfinity}};
  }
  double squares = 0.0;
  for (const double difference : differences) squares += (difference - mean) * (difference - mean);
  const double variance = squares / (folds - 1.0) * (1.0 / folds + 1.0 / (folds - 1.0));
  const double half = student_quantile(0.975, std::ssize(differences) - 1) * std::sqrt(variance);
  return {.mean = mean, .interval = {mean - half, mean + half}};
}

}  // namespace ganglion::train

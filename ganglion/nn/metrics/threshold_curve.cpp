#include "ganglion/nn/metrics/threshold_curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// The smaller, the better; NaN is never chosen.
double badness(const ThresholdRule& rule, const ThresholdPoint& point) {
  const double value = rule.goal == ThresholdRule::Goal::f1 ? -point.f1() : point.cost(rule.costs);
  return std::isnan(value) ? INFINITY : value;
}

}  // namespace

double ThresholdPoint::precision() const {
  return ratio(static_cast<double>(true_positives),
               static_cast<double>(true_positives + false_positives));
}

double ThresholdPoint::recall() const {
  return ratio(static_cast<double>(true_positives),
               static_cast<double>(true_positives + false_negatives));
}

double ThresholdPoint::f1() const {
  const auto hits = static_cast<double>(2 * true_positives);
  return ratio(hits, hits + static_cast<double>(false_positives + false_negatives));
}

double ThresholdPoint::cost(const MistakeCosts& costs) const {
  return costs.false_positive * static_cast<double>(false_positives) +
         costs.false_negative * static_cast<double>(false_negatives);
}

ThresholdCurve::ThresholdCurve(const Tensor& predictions, const Tensor& targets,
                               std::int64_t positive) {
  const Tensor probabilities = predictions.cast(DType::f64);
  const Tensor classes = targets.cast(DType::f64);
  const auto second = probabilities.values<double>();
  const auto actual = classes.values<double>();
  std::vector<std::size_t> order(second.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto score = [&](std::size_t i) { return positive == 1 ? second[i] : 1.0 - second[i]; };
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return score(a) > score(b); });
  for (const std::size_t row : order) {
    (static_cast<std::int64_t>(actual[row]) == positive ? positives_ : negatives_) += 1;
    scores_.push_back(score(row));
    hits_.push_back(positives_);
  }
}

ThresholdPoint ThresholdCurve::point(double threshold, std::int64_t above,
                                     std::int64_t found) const {
  return {.threshold = threshold,
          .true_positives = found,
          .false_positives = above - found,
          .false_negatives = positives_ - found,
          .true_negatives = negatives_ - (above - found)};
}

ThresholdPoint ThresholdCurve::at(double threshold) const {
  const auto first = std::ranges::find_if(scores_, [&](double s) { return !(s > threshold); });
  const std::int64_t above = first - scores_.begin();
  return point(threshold, above, above == 0 ? 0 : hits_[index(above - 1)]);
}

std::vector<ThresholdPoint> ThresholdCurve::points() const {
  if (scores_.empty()) return {};
  constexpr std::int64_t kMost = 200;
  const std::int64_t step = std::max<std::int64_t>(1, (positives_ + kMost - 1) / kMost);
  std::vector<ThresholdPoint> result = {point(0.5 * (1.0 + scores_[0]), 0, 0)};
  for (std::int64_t i = 0; i < rows(); ++i) {
    const bool last = i + 1 == rows();
    const double next = last ? 0.0 : scores_[index(i + 1)];
    if (!last && next == scores_[index(i)]) continue;  // one threshold can't part equals
    const std::int64_t found = hits_[index(i)];
    const std::int64_t before = result.back().true_positives;
    const bool new_hit = found > before && (found - before >= step || found == positives_);
    if (!new_hit) continue;
    result.push_back(point(0.5 * (scores_[index(i)] + next), i + 1, found));
  }
  return result;
}

double ThresholdRule::choose(const std::vector<ThresholdPoint>& points) const {
  if (goal == Goal::fixed) return value;
  const ThresholdPoint* best = nullptr;
  for (const ThresholdPoint& point : points) {
    const double here = badness(*this, point);
    if (!std::isfinite(here)) continue;
    const double least = best == nullptr ? INFINITY : badness(*this, *best);
    const bool nearer =
        best != nullptr && std::abs(point.threshold - 0.5) < std::abs(best->threshold - 0.5);
    if (here < least || (here == least && nearer)) best = &point;
  }
  return best == nullptr ? 0.5 : best->threshold;
}

}  // namespace ganglion::nn

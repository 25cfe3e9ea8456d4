#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::nn {

/// What the two kinds of mistakes cost; only their ratio counts for a choice.
struct MistakeCosts {
  double false_positive = 1.0;
  double false_negative = 1.0;

  bool operator==(const MistakeCosts&) const = default;
};

/// What comes of a threshold: the positive class is predicted where its probability is above it.
struct ThresholdPoint {
  double threshold = 0.5;
  std::int64_t true_positives = 0;
  std::int64_t false_positives = 0;
  std::int64_t false_negatives = 0;
  std::int64_t true_negatives = 0;

  /// Of the rows predicted positive, the share that is; NaN when none is predicted.
  double precision() const;
  /// Of the positive rows, the share that is predicted; NaN when there are none.
  double recall() const;
  /// 2·TP / (2·TP + FP + FN); NaN when there is neither a positive row nor a prediction of one.
  double f1() const;
  /// Of all rows together.
  double cost(const MistakeCosts& costs) const;
};

/// The probability of the positive class of each row, from the highest down, and whether it came.
class ThresholdCurve {
 public:
  /// `predictions`: [n] or [n, 1] probabilities of the second of two classes; `targets`: [n] class
  /// indices; `positive`: 0 or 1, the class that is asked for.
  ThresholdCurve(const Tensor& predictions, const Tensor& targets, std::int64_t positive);

  std::int64_t rows() const { return negatives_ + positives_; }
  /// What comes of any threshold.
  ThresholdPoint at(double threshold) const;
  /// The thresholds that differ in what they find, from "none is predicted" down: each lies half
  /// way between the probability of a positive row and the next lower one. F1 and any cost are at
  /// their best at one of them. At most about 200, evenly over the positive rows.
  std::vector<ThresholdPoint> points() const;

 private:
  ThresholdPoint point(double threshold, std::int64_t above, std::int64_t found) const;

  std::vector<double> scores_;      // from the highest down
  std::vector<std::int64_t> hits_;  // positive rows among the first i + 1
  std::int64_t positives_ = 0;
  std::int64_t negatives_ = 0;
};

/// How a threshold comes about.
struct ThresholdRule {
  enum class Goal : std::uint8_t {
    fixed,  ///< `value`
    f1,     ///< the highest F1
    cost,   ///< the lowest cost by `costs`
  } goal = Goal::fixed;
  double value = 0.5;
  MistakeCosts costs = {};

  bool operator==(const ThresholdRule&) const = default;
  /// The threshold: `value`, or the best of the points; of equally good ones the one nearest to
  /// 0.5. 0.5 when there are none.
  double choose(const std::vector<ThresholdPoint>& points) const;
};

}  // namespace ganglion::nn

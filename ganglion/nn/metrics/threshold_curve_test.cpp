#include "ganglion/nn/metrics/threshold_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/nn/metrics/metrics.h"

namespace ganglion::nn {
namespace {

using Goal = ThresholdRule::Goal;

struct ScoredClasses {
  Tensor probabilities;
  Tensor classes;
};

/// Probabilities that tell something of the classes, with ties.
ScoredClasses scored_classes(std::int64_t rows, std::uint64_t seed) {
  ScoredClasses made{Tensor(Shape{rows}), Tensor(Shape{rows}, DType::i32)};
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double u = random_uniform(seed, 1, at);
    made.probabilities.values<float>()[at] = static_cast<float>(std::round(40.0 * u) / 40.0);
    made.classes.values<std::int32_t>()[at] = random_uniform(seed, 2, at) < 0.5 * u ? 1 : 0;
  }
  return made;
}

TEST(ThresholdCurve, CountsByHand) {
  const Tensor probabilities = Tensor::of(Shape{5}, {0.9F, 0.8F, 0.6F, 0.4F, 0.1F});
  const Tensor classes = Tensor::of<std::int32_t>(Shape{5}, {1, 0, 1, 1, 0});
  const ThresholdPoint half = ThresholdCurve(probabilities, classes, 1).at(0.5);
  EXPECT_EQ(half.true_positives, 2);
  EXPECT_EQ(half.false_positives, 1);
  EXPECT_EQ(half.false_negatives, 1);
  EXPECT_EQ(half.true_negatives, 1);
  EXPECT_DOUBLE_EQ(half.precision(), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(half.recall(), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(half.f1(), 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(half.cost({.false_positive = 2.0, .false_negative = 5.0}), 7.0);
  const ThresholdPoint other = ThresholdCurve(probabilities, classes, 0).at(0.5);
  EXPECT_EQ(other.true_positives, 1);  // 1 - 0.1
  EXPECT_EQ(other.false_positives, 1);
}

TEST(ThresholdCurve, AgreesWithTheMetrics) {
  const ScoredClasses made = scored_classes(300, 5);
  for (const std::int64_t positive : {0, 1}) {
    const ThresholdCurve curve(made.probabilities, made.classes, positive);
    for (const double threshold : {0.11, 0.33, 0.77}) {
      const double output = positive == 1 ? threshold : 1.0 - threshold;
      const ThresholdPoint point = curve.at(threshold);
      EXPECT_DOUBLE_EQ(point.f1(), evaluate(F1{.threshold = output, .positive = positive},
                                            made.probabilities, made.classes));
      EXPECT_DOUBLE_EQ(point.recall(), evaluate(Recall{.threshold = output, .positive = positive},
                                                made.probabilities, made.classes));
    }
  }
}

/// No threshold at all is better than the one that is chosen.
TEST(ThresholdCurve, TheBestPointIsTheBestOfAll) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ScoredClasses made = scored_classes(80, seed);
    const ThresholdCurve curve(made.probabilities, made.classes, 1);
    const MistakeCosts costs = {1.0, static_cast<double>(seed)};
    const double for_f1 = ThresholdRule{.goal = Goal::f1}.choose(curve.points());
    const double for_cost =
        ThresholdRule{.goal = Goal::cost, .costs = costs}.choose(curve.points());
    for (int i = 0; i <= 1000; ++i) {
      const ThresholdPoint any = curve.at(0.001 * i + 0.0005);
      EXPECT_LE(any.f1(), curve.at(for_f1).f1()) << seed;
      EXPECT_GE(any.cost(costs), curve.at(for_cost).cost(costs)) << seed;
    }
  }
}

TEST(ThresholdCurve, OfEquallyGoodOnesTheNearestToOneHalfIsTaken) {
  const Tensor probabilities = Tensor::of(Shape{4}, {0.98F, 0.96F, 0.3F, 0.2F});
  const Tensor classes = Tensor::of<std::int32_t>(Shape{4}, {1, 1, 0, 0});
  const double threshold =
      ThresholdRule{.goal = Goal::f1}.choose(ThresholdCurve(probabilities, classes, 1).points());
  EXPECT_NEAR(threshold, 0.63, 1e-6);  // half way between the two
  EXPECT_EQ(ThresholdRule{.goal = Goal::f1}.choose({}), 0.5);
}

TEST(ThresholdCurve, ManyRowsGiveFewPoints) {
  ScoredClasses made = scored_classes(20'000, 3);
  for (std::size_t i = 0; i < 20'000; ++i) {
    made.probabilities.values<float>()[i] = static_cast<float>(random_uniform(9, 1, i));
  }
  const std::vector<ThresholdPoint> points =
      ThresholdCurve(made.probabilities, made.classes, 1).points();
  EXPECT_LE(points.size(), 203U);
  EXPECT_GE(points.size(), 190U);
  EXPECT_EQ(points.front().true_positives, 0);
  EXPECT_EQ(points.back().false_negatives, 0);
}

}  // namespace
}  // namespace ganglion::nn

#include "ganglion/train/results/learning_curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(LearningCurve, TheSlopeIsThatOfTheLastPoints) {
  // Row r has the loss 5 - b_r log2(rows), b = 0.1, 0.2, 0.3; the first point lies elsewhere.
  const std::vector<std::int64_t> rows = {10, 64, 128, 512};
  std::vector<std::vector<double>> losses = {{9.0, 9.0, 9.0}};
  for (const double doublings : {6.0, 7.0, 9.0}) {
    losses.push_back({5.0 - 0.1 * doublings, 5.0 - 0.2 * doublings, 5.0 - 0.3 * doublings});
  }
  const RowMean slope = slope_by_doubling(rows, losses);
  EXPECT_NEAR(slope.mean, -0.2, 1e-12);
  EXPECT_NEAR(slope.standard_error, 0.1 / std::sqrt(3.0), 1e-12);
}

TEST(LearningCurve, TheSentenceFollowsFromTheInterval) {
  LearningCurve curve{.part = "test", .metric = "accuracy", .points = {{.rows = 10}, {.rows = 20}}};
  curve.slope = {.mean = -0.5, .standard_error = 0.1};
  EXPECT_THAT(curve.sentence(), StartsWith("More rows would help: "));
  EXPECT_THAT(curve.sentence(), HasSubstr("-0.5 (95 % CI: -0.696 to -0.304)"));
  curve.slope = {.mean = -0.1, .standard_error = 0.1};
  EXPECT_THAT(curve.sentence(), StartsWith("More rows would not clearly help: "));
  curve.slope = {.mean = 0.5, .standard_error = 0.1};
  EXPECT_THAT(curve.sentence(), StartsWith("More rows do not help: "));
}

TEST(LearningCurve, EveryBeginningHasTheClassesInTheirShares) {
  std::vector<std::int32_t> labels(200, 0);
  for (std::size_t i = 0; i < 200; i += 4) labels[i] = 1;
  const std::vector<std::int64_t> order = nested_order(200, labels, 7);
  std::vector<std::int64_t> sorted = order;
  std::ranges::sort(sorted);
  std::vector<std::int64_t> all(200);
  std::iota(all.begin(), all.end(), std::int64_t{0});
  EXPECT_EQ(sorted, all);
  std::int64_t ones = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    ones += labels[static_cast<std::size_t>(order[i])];
    EXPECT_NEAR(static_cast<double>(ones), 0.25 * static_cast<double>(i + 1), 1.0) << i;
  }
  EXPECT_NE(order, nested_order(200, labels, 8));
}

}  // namespace
}  // namespace ganglion::train

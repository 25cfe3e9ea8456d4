#include "ganglion/data/features/training_range.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(TrainingRange, ChangesNothingUpToItsMargin) {
  const TrainingRange range = {.least = -2, .most = 8};
  for (const double value : {-3.0, -2.0, 0.1, 7.3, 8.0, 9.0}) {
    EXPECT_EQ(range.soft_clipped(value), value);
    EXPECT_EQ(range.clipped(value), value);
    EXPECT_FALSE(range.is_far(value));
  }
  EXPECT_TRUE(std::isnan(range.soft_clipped(kNan)));
}

/// The margin ends at 9, and values get to 10 at most: 9 + d / sqrt(1 + d^2).
TEST(TrainingRange, ClipsSmoothlyBeyond) {
  const TrainingRange range = {.least = -2, .most = 8};
  EXPECT_DOUBLE_EQ(range.soft_clipped(10), 9 + 1 / std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(range.soft_clipped(12), 9 + 3 / std::sqrt(10.0));
  EXPECT_DOUBLE_EQ(range.soft_clipped(-7), -3 - 4 / std::sqrt(17.0));
  EXPECT_DOUBLE_EQ(range.soft_clipped(1e300), 10);
  EXPECT_DOUBLE_EQ(range.soft_clipped(-std::numeric_limits<double>::max()), -4);
  EXPECT_DOUBLE_EQ(range.clipped(12), 9);
  EXPECT_TRUE(range.is_far(9.1));
  // Without a kink: the slope at the margin's end is 1 on both sides.
  EXPECT_NEAR((range.soft_clipped(9 + 1e-4) - range.soft_clipped(9)) / 1e-4, 1, 1e-6);
}

TEST(TrainingRange, OfAConstantIsThatValue) {
  const auto range = range_of({4, kNan, 4});
  ASSERT_TRUE(range);
  EXPECT_EQ(range->soft_clipped(1e6), 4);
  EXPECT_EQ(range->soft_clipped(4), 4);
  EXPECT_TRUE(range->is_far(4.5));
  EXPECT_FALSE(range_of({kNan}));
  EXPECT_EQ(range_of({3, kNan, -1, 2}), (TrainingRange{.least = -1, .most = 3}));
}

/// A number as large as f64 holds is none that f32 holds; clipped it is.
TEST(Preprocessing, ClipsWhatLiesFarOutsideTheTrainingRows) {
  const Table train = parse_table("x,y\n0,1\n10,3\n", "train.csv");
  const auto fitted = Preprocessing::fit(train, std::vector<std::string>{"y"}, Task::regression);
  const FeatureColumn& x = fitted.state().features.at(0);
  EXPECT_EQ(x.range, (TrainingRange{.least = 0, .most = 10}));
  const Table rows = parse_table("x\n10\n11\n12\n1e300\n", "new.csv");
  const Tensor features = fitted.apply(rows, false).features;
  const auto values = features.values<float>();
  EXPECT_FLOAT_EQ(values[0], 1);  // (10 - 5) / 5
  EXPECT_FLOAT_EQ(values[1], 1.2F);
  EXPECT_FLOAT_EQ(values[2], static_cast<float>((11 + 1 / std::sqrt(2.0) - 5) / 5));
  EXPECT_FLOAT_EQ(values[3], 1.4F);
  const auto plain =
      Preprocessing::fit(train, std::vector<std::string>{"y"}, Task::regression, {.clip = false});
  EXPECT_FLOAT_EQ(
      plain.apply(rows.rows(std::vector<std::int64_t>{2}), false).features.values<float>()[0],
      1.4F);
}

TEST(Preprocessing, KeepsPredictionsWithinTheRangeAndItsMarginIfAsked) {
  PreprocessingState state = {.task = Task::regression};
  state.targets = {{.name = "y",
                    .mean = 100,
                    .std = 10,
                    .range = TrainingRange{.least = 80, .most = 130},
                    .clip = true},
                   {.name = "z", .range = TrainingRange{.least = 0, .most = 1}}};
  const Tensor said = Tensor::of(Shape{2, 2}, std::vector<float>{3.4F, 9, -2.6F, 0.5F});
  const Tensor kept = Preprocessing(state).clip_predictions(said);
  EXPECT_EQ(kept.values<float>()[0], 3.4F);   // 134, within 75 to 135
  EXPECT_EQ(kept.values<float>()[1], 9);      // not asked for
  EXPECT_EQ(kept.values<float>()[2], -2.5F);  // 74 becomes 75
  EXPECT_EQ(kept.values<float>()[3], 0.5F);
  // What is known of rows is not clipped.
  EXPECT_DOUBLE_EQ(Preprocessing(state).unscale_targets(said).values<double>()[2], 74);
}

}  // namespace
}  // namespace ganglion::data

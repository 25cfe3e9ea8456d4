#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/train/evaluate/fold_difference.h"
#include "ganglion/train/evaluate/paired_bootstrap.h"

namespace ganglion::train {
namespace {

/// Tables of the t-distribution (97.5 %).
TEST(StudentQuantile, AgreesWithTables) {
  EXPECT_NEAR(student_quantile(0.975, 1), 12.7062, 1e-4);
  EXPECT_NEAR(student_quantile(0.975, 2), 4.302653, 1e-6);
  EXPECT_NEAR(student_quantile(0.975, 3), 3.182446, 1e-6);
  EXPECT_NEAR(student_quantile(0.975, 4), 2.776445, 1e-6);
  EXPECT_NEAR(student_quantile(0.975, 9), 2.262157, 1e-6);
  EXPECT_NEAR(student_quantile(0.95, 30), 1.697261, 1e-6);
}

TEST(FoldDifference, HasTheIntervalOfTheCorrectedTTest) {
  const std::vector<double> differences = {0.1, 0.3, 0.2, 0.4, 0.5};  // s² = 0.025
  const FoldDifference found = fold_difference(differences);
  EXPECT_NEAR(found.mean, 0.3, 1e-12);
  const double half = 2.7764451 * std::sqrt(0.025 * (1.0 / 5.0 + 1.0 / 4.0));
  EXPECT_NEAR(found.interval.low, 0.3 - half, 1e-6);
  EXPECT_NEAR(found.interval.high, 0.3 + half, 1e-6);
  const FoldDifference single = fold_difference(std::vector<double>{0.1});
  EXPECT_TRUE(std::isinf(single.interval.low));
}

constexpr std::int64_t kAnswers = 400;

/// A regression: targets 0, predictions of mean `shift` that have most of their error in common.
ResampledMetrics answers(double shift, std::uint64_t stream) {
  Tensor predictions(Shape{kAnswers, 1});
  for (std::uint64_t i = 0; i < kAnswers; ++i) {
    const double common = 5.0 + random_normal(1, 7, i);
    predictions.values<float>()[i] =
        static_cast<float>(common + shift + 0.2 * random_normal(1, stream, i));
  }
  return {data::Task::regression, predictions, Tensor(Shape{kAnswers})};
}

/// The mean absolute error of predictions that are all positive is their mean, so that the
/// difference of two is a mean of differences: its interval is mean ± 1.96 s / √n.
TEST(PairedBootstrap, IntervalOfADifferenceIsThatOfItsRows) {
  const std::vector<ResampledMetrics> first = {answers(0.0, 2)};
  const std::vector<ResampledMetrics> second = {answers(0.1, 3)};
  const PairedBootstrap found = paired_bootstrap({first, second});
  const Interval difference = *found.differences[1].find("mae");
  const double half = 1.96 * 0.2 * std::sqrt(2.0 / kAnswers);  // s of the difference: 0.2 √2
  EXPECT_NEAR(0.5 * (difference.low + difference.high), 0.1, 0.03);
  EXPECT_NEAR(0.5 * (difference.high - difference.low), half, 0.15 * half);
  const Interval own = *found.models[1].find("mae");  // the common error is not in the difference
  EXPECT_NEAR(own.high - own.low, 2.0 * 1.96 * std::sqrt(1.04 / kAnswers), 0.04);
  EXPECT_EQ(found.differences[0].find("mae")->low, 0.0);
  EXPECT_EQ(found.differences[0].find("mae")->high, 0.0);
}

TEST(PairedBootstrap, OneModelHasTheIntervalsOfTheBootstrap) {
  const PairedBootstrap paired = paired_bootstrap({{answers(0.0, 2)}});
  const Bootstrap alone = bootstrap(answers(0.0, 2));
  EXPECT_EQ(paired.models[0].find("mae")->low, alone.find("mae")->low);
  EXPECT_EQ(paired.models[0].find("rmse")->high, alone.find("rmse")->high);
}

/// Seeds that differ by more than rows do widen the interval.
TEST(PairedBootstrap, CoversTheRandomnessOfSeeds) {
  const std::vector<ResampledMetrics> steady = {answers(0.0, 2), answers(0.0, 3), answers(0.0, 4)};
  const std::vector<ResampledMetrics> moody = {answers(-0.6, 5), answers(0.0, 6), answers(0.6, 7)};
  const PairedBootstrap found = paired_bootstrap({steady, moody});
  const Interval difference = *found.differences[1].find("mae");
  EXPECT_LT(difference.low, -0.2);
  EXPECT_GT(difference.high, 0.2);
}

}  // namespace
}  // namespace ganglion::train

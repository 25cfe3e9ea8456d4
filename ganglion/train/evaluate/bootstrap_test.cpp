#include "ganglion/train/evaluate/bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/nn/metrics/metric_table.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kSampleRows = 60;

double uniform(std::uint64_t stream, std::int64_t index) {
  return random_uniform(5, stream, static_cast<std::uint64_t>(index));
}

Tensor probabilities(std::int64_t columns, bool sum_to_one) {
  Tensor tensor(Shape{kSampleRows, columns});
  auto values = tensor.values<float>();
  for (std::int64_t row = 0; row < kSampleRows; ++row) {
    double sum = 0.0;
    for (std::int64_t c = 0; c < columns; ++c) {
      // Some ties, which the areas have to count half.
      const double p = (1.0 + std::floor(18.0 * uniform(1, row * columns + c))) / 20.0;
      values[static_cast<std::size_t>(row * columns + c)] = static_cast<float>(p);
      sum += p;
    }
    for (std::int64_t c = 0; sum_to_one && c < columns; ++c) {
      values[static_cast<std::size_t>(row * columns + c)] /= static_cast<float>(sum);
    }
  }
  return tensor;
}

Tensor classes(std::int64_t count) {
  Tensor tensor(Shape{kSampleRows}, DType::i32);
  for (std::int64_t row = 0; row < kSampleRows; ++row) {
    tensor.values<std::int32_t>()[static_cast<std::size_t>(row)] =
        static_cast<std::int32_t>(uniform(2, row) * static_cast<double>(count));
  }
  return tensor;
}

Tensor values(std::uint64_t stream, std::int64_t columns, bool yes_no) {
  Tensor tensor(Shape{kSampleRows, columns});
  for (std::int64_t i = 0; i < kSampleRows * columns; ++i) {
    const double value = uniform(stream, i);
    tensor.values<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(yes_no ? std::round(value) : 100.0 + value);
  }
  return tensor;
}

/// Every metric with counts is what the metric itself gives for these weights.
void expect_as_weights(data::Task task, const Tensor& predictions, const Tensor& targets,
                       std::int64_t positive = 1) {
  const ResampledMetrics resampled(task, predictions, targets, positive);
  Tensor weights(Shape{kSampleRows}, DType::f64);
  for (int way = 0; way < 3; ++way) {
    auto counts = weights.values<double>();
    for (std::int64_t row = 0; row < kSampleRows; ++row) {
      counts[static_cast<std::size_t>(row)] =
          way == 0 ? 1.0 : std::floor(3.0 * uniform(static_cast<std::uint64_t>(9 + way), row));
    }
    const std::vector<double> found = resampled.at(counts);
    const auto metrics = nn::default_metrics(task, positive);
    ASSERT_EQ(found.size(), metrics.size());
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      EXPECT_EQ(resampled.names()[m], metrics[m].name());
      EXPECT_NEAR(found[m], nn::evaluate(metrics[m], predictions, targets, weights), 1e-9)
          << metrics[m].name();
    }
  }
}

TEST(ResampledMetrics, AreTheMetricsWithCountsAsWeights) {
  expect_as_weights(data::Task::binary, probabilities(1, false), classes(2));
  expect_as_weights(data::Task::binary, probabilities(1, false), classes(2), 0);
  expect_as_weights(data::Task::multiclass, probabilities(4, true), classes(4));
  expect_as_weights(data::Task::multilabel, probabilities(3, false), values(3, 3, true));
  expect_as_weights(data::Task::regression, values(4, 2, false), values(5, 2, false));
}

/// A hundred looks at each of so many predictions would take minutes.
TEST(ResampledMetrics, LeaveOutAreasOfThousandsOfClasses) {
  constexpr std::int64_t kClasses = 10'001;
  Tensor predictions(Shape{1000, kClasses});
  Tensor targets(Shape{1000}, DType::i32);
  for (std::int64_t row = 0; row < 1000; ++row) {
    targets.values<std::int32_t>()[static_cast<std::size_t>(row)] = static_cast<std::int32_t>(row);
    predictions.values<float>()[static_cast<std::size_t>(row * kClasses + row % 900)] = 1.0F;
  }
  const ResampledMetrics metrics(data::Task::multiclass, predictions, targets);
  EXPECT_EQ(metrics.predictions(), 1000);
  const Bootstrap result = bootstrap(metrics);
  EXPECT_TRUE(std::isnan(result.find("roc_auc")->low));
  EXPECT_NEAR(result.find("accuracy")->low, 0.9 - 1.96 * std::sqrt(0.9 * 0.1 / 1000.0), 0.003);
}

/// `right` of `rows` rows are right.
ResampledMetrics share_right(std::int64_t rows, std::int64_t right) {
  Tensor predictions(Shape{rows, 1});
  Tensor targets(Shape{rows}, DType::i32);
  for (std::int64_t row = 0; row < rows; ++row) {
    predictions.values<float>()[static_cast<std::size_t>(row)] = 0.75F;
    targets.values<std::int32_t>()[static_cast<std::size_t>(row)] = row < right ? 1 : 0;
  }
  return {data::Task::binary, predictions, targets};
}

TEST(Bootstrap, IntervalOfAShareIsThatOfTheNormalDistribution) {
  const Bootstrap result = bootstrap(share_right(1000, 800));
  EXPECT_EQ(result.resamples, 1000);
  const Interval* accuracy = result.find("accuracy");
  ASSERT_NE(accuracy, nullptr);
  const double half = 1.96 * std::sqrt(0.8 * 0.2 / 1000.0);
  EXPECT_NEAR(accuracy->low, 0.8 - half, 0.003);
  EXPECT_NEAR(accuracy->high, 0.8 + half, 0.003);
  EXPECT_EQ(result.find("nothing"), nullptr);
}

TEST(Bootstrap, TheSameSeedGivesTheSameIntervals) {
  const ResampledMetrics metrics = share_right(100, 70);
  const auto low = [&](std::uint64_t seed) {
    return bootstrap(metrics, {.resamples = 50, .seed = seed}).find("log_loss")->low;
  };
  EXPECT_EQ(low(3), low(3));
  EXPECT_NE(low(3), low(4));
}

TEST(Bootstrap, AllRightIsNotCertainty) {
  // 30 of 30: the exact lower end of Clopper and Pearson, 0.025^(1/30) (R: binom.test(30, 30)).
  const Bootstrap result = bootstrap(share_right(30, 30));
  EXPECT_NEAR(result.find("accuracy")->low, 0.8842967, 1e-6);
  EXPECT_EQ(result.find("accuracy")->high, 1.0);
  EXPECT_TRUE(std::isnan(result.find("roc_auc")->low)) << "one class only";
}

/// Ten copies of each row, drawn together, are as good as one of each.
TEST(Bootstrap, DrawsWholeGroups) {
  constexpr std::int64_t kCopies = 10;
  const Tensor predictions = values(7, 1, false);
  const Tensor targets = values(8, 1, false);
  Tensor many(Shape{kCopies * kSampleRows, 1});
  Tensor their_targets = many;
  std::vector<std::int64_t> groups;
  for (std::int64_t i = 0; i < kCopies * kSampleRows; ++i) {
    const auto from = static_cast<std::size_t>(i % kSampleRows);
    const auto to = static_cast<std::size_t>(i);
    many.values<float>()[to] = predictions.values<float>()[from];
    their_targets.values<float>()[to] = targets.values<float>()[from];
    groups.push_back(i % kSampleRows + 100);
  }
  const ResampledMetrics copies(data::Task::regression, many, their_targets);
  const Bootstrap one =
      bootstrap(ResampledMetrics(data::Task::regression, predictions, targets), {.seed = 3});
  const Bootstrap together = bootstrap(copies, {.seed = 3, .groups = groups});
  const Bootstrap apart = bootstrap(copies, {.seed = 3});
  for (std::size_t m = 0; m < one.intervals.size(); ++m) {
    const auto width = [m](const Bootstrap& found) {
      return found.intervals[m].second.high - found.intervals[m].second.low;
    };
    EXPECT_NEAR(together.intervals[m].second.low, one.intervals[m].second.low, 1e-6);
    EXPECT_NEAR(together.intervals[m].second.high, one.intervals[m].second.high, 1e-6);
    EXPECT_LT(width(apart), 0.6 * width(together)) << one.intervals[m].first;
  }
}

TEST(Bootstrap, HasNoIntervalsOfFewGroups) {
  const ResampledMetrics metrics(data::Task::regression, values(7, 1, false), values(8, 1, false));
  std::vector<std::int64_t> groups;
  for (std::int64_t i = 0; i < kSampleRows; ++i) groups.push_back(i % 4);
  EXPECT_TRUE(bootstrap(metrics, {.groups = groups}).intervals.empty());
  groups[0] = 9;
  EXPECT_FALSE(bootstrap(metrics, {.groups = groups}).intervals.empty());
}

}  // namespace
}  // namespace ganglion::train

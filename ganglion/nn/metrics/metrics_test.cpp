// What a file of values cannot show: ties, undefined results, bad input, the list of metrics.

#include "ganglion/nn/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;

using ::testing::AllOf;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Tensor column(std::initializer_list<float> values) {
  return Tensor::of(Shape{static_cast<std::int64_t>(values.size())}, values);
}

Tensor labels(std::initializer_list<std::int32_t> values) {
  return Tensor::of(Shape{static_cast<std::int64_t>(values.size())}, values);
}

std::string metric_error(const AnyMetric& metric, const Tensor& predictions,
                         const Tensor& targets) {
  return error_of([&] { evaluate(metric, predictions, targets); });
}

TEST(Metrics, AListHoldsAnyOfThemByValue) {
  const std::vector<AnyMetric> list = {Accuracy{}, TopK{.k = 3}, RocAuc{},
                                       F1{.average = Average::micro}};
  const std::vector<AnyMetric> copy = list;
  std::vector<std::string> names;
  for (const AnyMetric& metric : copy) names.push_back(metric.name());
  EXPECT_THAT(names, ElementsAre("accuracy", "top_3_accuracy", "roc_auc", "f1_micro"));
  EXPECT_NE(copy[0].make(), copy[0].make());
}

TEST(Metrics, AMetricOfYourOwnJoinsTheList) {
  struct Count {
    struct Counter final : Metric {
      std::string name() const override { return "count"; }
      void add(const MetricBatch& batch) override { rows += static_cast<double>(batch.rows); }
      double value() const override { return rows; }
      void clear() override { rows = 0.0; }
      double rows = 0.0;
    };
    std::unique_ptr<Metric> make() const { return std::make_unique<Counter>(); }
  };
  const std::vector<AnyMetric> list = {Count{}, Mae{}};
  EXPECT_EQ(evaluate(list[0], column({1, 2, 3}), column({1, 2, 3})), 3.0);
}

TEST(Metrics, TheFirstOfEquallyProbableClassesIsTaken) {
  const Tensor p = Tensor::of(Shape{2, 3}, {0.4F, 0.4F, 0.2F, 0.2F, 0.4F, 0.4F});
  EXPECT_EQ(evaluate(Accuracy{}, p, labels({0, 2})), 0.5);
  EXPECT_EQ(evaluate(TopK{.k = 1}, p, labels({0, 2})), 0.5);
  EXPECT_EQ(evaluate(TopK{.k = 2}, p, labels({1, 2})), 1.0);
  EXPECT_EQ(evaluate(TopK{.k = 2}, p, labels({2, 0})), 0.0);
  EXPECT_EQ(evaluate(Accuracy{}, column({0.5F, 0.51F}), labels({0, 1})), 1.0);
}

TEST(Metrics, ThresholdMayBeThatOfLogits) {
  const Tensor logits = column({-0.2F, 0.3F, 4.0F});
  EXPECT_EQ(evaluate(Accuracy{.threshold = 0.0}, logits, labels({0, 1, 1})), 1.0);
}

TEST(Metrics, LogLossOfCertainlyWrongIsFiniteInEachType) {
  const double f32 = evaluate(LogLoss{}, column({0.0F}), labels({1}));
  const double f64 = evaluate(LogLoss{}, Tensor::of(Shape{1}, {0.0}), labels({1}));
  EXPECT_NEAR(f32, 15.9423847, 1e-6);  // 23·log 2
  EXPECT_NEAR(f64, 36.0436534, 1e-6);  // 52·log 2
}

TEST(Metrics, LogLossReadsSoftTargets) {
  const Tensor p = Tensor::of(Shape{1, 2}, {0.25, 0.75});
  const double want = -0.5 * std::log(0.25) - 0.5 * std::log(0.75);
  EXPECT_NEAR(evaluate(LogLoss{}, p, Tensor::of(Shape{1, 2}, {0.5, 0.5})), want, 1e-15);
}

TEST(Metrics, CalibrationBinsShowWhatTheErrorSums) {
  const auto bins =
      calibration_bins(column({0.25F, 0.25F, 1.0F, 0.0F}), labels({0, 1, 1, 0}), {.bins = 2});
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_EQ(bins[0].weight, 3.0);
  EXPECT_NEAR(bins[0].probability, 0.5 / 3.0, 1e-15);
  EXPECT_NEAR(bins[0].observed, 1.0 / 3.0, 1e-15);
  EXPECT_EQ(bins[1].observed, 1.0);
  EXPECT_TRUE(std::isnan(calibration_bins(column({1.0F}), labels({1}))[3].observed));
}

TEST(Metrics, UndefinedResultsAreNaN) {
  const Tensor p = column({0.2F, 0.9F});
  EXPECT_TRUE(std::isnan(evaluate(RocAuc{}, p, labels({1, 1}))));
  EXPECT_TRUE(std::isnan(evaluate(RocAuc{}, p, labels({0, 0}))));
  EXPECT_TRUE(std::isnan(evaluate(PrAuc{}, p, labels({0, 0}))));
  EXPECT_TRUE(std::isnan(evaluate(R2{}, p, column({3.1F, 3.1F}))));
  for (const Task task : {Task::binary, Task::multiclass, Task::multilabel, Task::regression}) {
    for (const AnyMetric& metric : default_metrics(task)) {
      EXPECT_TRUE(std::isnan(metric.make()->result())) << metric.name();
      EXPECT_TRUE(std::isnan(evaluate(metric, Tensor(Shape{0, 3}), Tensor(Shape{0, 3}))));
    }
  }
  EXPECT_TRUE(std::isnan(evaluate(Accuracy{}, p, labels({0, 1}), column({0, 0}))));
}

TEST(Metrics, ANaNPredictionMakesTheResultNaNUntilReset) {
  for (const AnyMetric& metric : default_metrics(Task::binary)) {
    const auto accumulator = metric.make();
    accumulator->update(column({0.2F, 0.9F}), labels({0, 1}));
    EXPECT_FALSE(std::isnan(accumulator->result())) << metric.name();
    accumulator->update(column({0.2F, kNaN}), labels({0, 1}));
    EXPECT_TRUE(std::isnan(accumulator->result())) << metric.name();
    accumulator->reset();
    accumulator->update(column({0.2F, 0.9F}), labels({0, 1}));
    EXPECT_FALSE(std::isnan(accumulator->result())) << metric.name();
  }
}

TEST(Metrics, ResetForgetsEverything) {
  for (const std::string& name : metric_names()) {
    if (name.starts_with("top_")) continue;
    const Tensor p = Tensor::of(Shape{4, 1}, {0.1, 0.8, 0.7, 0.4});
    const Tensor y = Tensor::of(Shape{4}, {0.0, 1.0, 0.0, 1.0});
    const auto accumulator = make_metric(name).make();
    accumulator->update(Tensor::of(Shape{2, 1}, {0.9, 0.3}), Tensor::of(Shape{2}, {0.0, 1.0}));
    accumulator->reset();
    accumulator->update(p, y);
    EXPECT_EQ(accumulator->result(), evaluate(make_metric(name), p, y)) << name;
  }
}

TEST(Metrics, ShapesThatDoNotFitAreNamed) {
  const Tensor p(Shape{4, 3});
  for (const std::string& name : metric_names()) {
    EXPECT_THAT(
        metric_error(make_metric(name), p, Tensor(Shape{5, 3})),
        AllOf(HasSubstr(make_metric(name).name()), HasSubstr("[4, 3]"), HasSubstr("[5, 3]")));
    EXPECT_THAT(
        metric_error(make_metric(name), p, Tensor(Shape{4, 2})),
        AllOf(HasSubstr(make_metric(name).name()), HasSubstr("[4, 3]"), HasSubstr("[4, 2]")));
  }
  EXPECT_THAT(metric_error(SubsetAccuracy{}, p, Tensor(Shape{4})), HasSubstr("[4]"));
  EXPECT_THAT(metric_error(TopK{}, column({0.5F}), labels({0})), HasSubstr("use accuracy"));
  EXPECT_THAT(metric_error(Accuracy{}, Tensor::scalar(1.0), labels({0})), HasSubstr("scalar"));
}

TEST(Metrics, ABatchOfAnotherWidthIsRefused) {
  const auto accuracy = Accuracy{}.make();
  accuracy->update(Tensor(Shape{4, 3}), labels({0, 1, 2, 0}));
  EXPECT_THROW(accuracy->update(Tensor(Shape{4, 2}), labels({0, 1, 1, 0})), Error);
}

TEST(Metrics, LabelsOutOfRangeAreNamed) {
  const Tensor p(Shape{3, 3});
  for (const char* name :
       {"accuracy", "top_2_accuracy", "f1", "roc_auc", "log_loss", "brier", "ece"}) {
    EXPECT_THAT(metric_error(make_metric(name), p, labels({0, 3, 1})),
                AllOf(HasSubstr(make_metric(name).name()), HasSubstr("label 3"), HasSubstr("row 1"),
                      HasSubstr("3 classes")));
    EXPECT_THAT(metric_error(make_metric(name), p, labels({0, 1, -1})), HasSubstr("label -1"));
  }
  EXPECT_THAT(metric_error(Accuracy{}, p, column({0.0F, 1.5F, 0.0F})), HasSubstr("label 1.5"));
  EXPECT_THAT(metric_error(RocAuc{}, column({0.1F, 0.2F}), labels({0, 2})), HasSubstr("2 classes"));
  EXPECT_THAT(
      metric_error(PerLabelAccuracy{}, Tensor(Shape{1, 2}), Tensor::of(Shape{1, 2}, {1.0, 2.0})),
      AllOf(HasSubstr("label 2"), HasSubstr("column 1")));
}

TEST(Metrics, ABadBatchLeavesTheCountsAsTheyWere) {
  for (const char* name : {"accuracy", "f1", "roc_auc", "log_loss", "ece"}) {
    const auto metric = make_metric(name).make();
    metric->update(column({0.2F, 0.9F, 0.6F}), labels({0, 1, 0}));
    const double before = metric->result();
    EXPECT_THROW(metric->update(column({0.7F, 0.2F}), labels({0, 9})), Error);
    EXPECT_EQ(metric->result(), before) << name;
  }
}

TEST(Metrics, LogitsWhereProbabilitiesBelongAreRefused) {
  for (const AnyMetric& metric :
       {AnyMetric(LogLoss{}), AnyMetric(Brier{}), AnyMetric(ExpectedCalibrationError{})}) {
    EXPECT_THAT(metric_error(metric, column({0.3F, 2.5F}), labels({0, 1})),
                AllOf(HasSubstr("2.5"), HasSubstr("row 1"), HasSubstr("not logits")));
  }
}

TEST(Metrics, BadWeightsAreNamed) {
  const Tensor p = column({0.2F, 0.9F});
  const Tensor y = labels({0, 1});
  EXPECT_THROW(evaluate(Accuracy{}, p, y, column({1.0F})), Error);
  EXPECT_THROW(evaluate(Accuracy{}, p, y, column({1.0F, -1.0F})), Error);
  EXPECT_THROW(evaluate(Accuracy{}, p, y, column({kNaN, 1.0F})), Error);
  EXPECT_EQ(evaluate(Accuracy{}, p, y, Tensor::of(Shape{2, 1}, {2.0, 1.0})), 1.0);
}

TEST(Metrics, OptionsThatCannotWorkAreRefusedAtOnce) {
  EXPECT_THROW(AnyMetric(TopK{.k = 0}), Error);
  EXPECT_THROW(AnyMetric(ExpectedCalibrationError{.bins = 0}), Error);
  EXPECT_THROW(AnyMetric(LogLoss{.epsilon = 0.5}), Error);
  EXPECT_THAT(metric_error(F1{.average = Average::binary}, Tensor(Shape{1, 3}), labels({0})),
              HasSubstr("two classes"));
}

TEST(MetricTable, EveryNameMakesAMetricOfThatName) {
  for (const std::string& name : metric_names()) EXPECT_EQ(make_metric(name).name(), name);
  EXPECT_EQ(make_metric("top_17_accuracy").name(), "top_17_accuracy");
  EXPECT_EQ(make_metric("accuracy", Task::multilabel).name(), "per_label_accuracy");
}

TEST(MetricTable, AnUnknownNameIsAnsweredWithTheKnownOnes) {
  for (const char* name : {"acuracy", "top__accuracy", "top_x_accuracy", "top_accuracy", ""}) {
    try {
      make_metric(name);
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      // The nearest one, or all.
      EXPECT_THAT(error.what(), AllOf(HasSubstr(name), HasSubstr("accuracy")));
    }
  }
}

TEST(MetricTable, DefaultsBeginWithWhatPeopleLookAt) {
  EXPECT_EQ(default_metrics(Task::binary).front().name(), "accuracy");
  EXPECT_EQ(default_metrics(Task::multiclass).front().name(), "accuracy");
  EXPECT_EQ(default_metrics(Task::multilabel).front().name(), "per_label_accuracy");
  EXPECT_EQ(default_metrics(Task::regression).front().name(), "mae");
}

TEST(ConfusionMatrix, CountsAndPrints) {
  ConfusionMatrix matrix;
  const Tensor p = Tensor::of(Shape{4, 3}, {0.8F, 0.1F, 0.1F, 0.1F, 0.8F, 0.1F,  //
                                            0.1F, 0.2F, 0.7F, 0.9F, 0.1F, 0.0F});
  matrix.update(p, labels({0, 1, 1, 2}));
  matrix.update(p, labels({0, 1, 2, 2}));
  EXPECT_EQ(matrix.count(0, 0), 2);
  EXPECT_EQ(matrix.count(1, 2), 1);
  EXPECT_EQ(matrix.accuracy(), 0.625);
  EXPECT_EQ(matrix.to_string({"cat", "Käfer", "a very long class name"}),
            "actual \\ predicted                         cat                   Käfer"
            "  a very long class name\n"
            "cat                                          2                       ."
            "                       .\n"
            "Käfer                                        .                       2"
            "                       1\n"
            "a very long class name                       2                       ."
            "                       1\n");
  EXPECT_THROW(matrix.to_string({"cat"}), Error);
  EXPECT_THROW(matrix.count(0, 3), Error);
}

TEST(ConfusionMatrix, RefusesWhatDoesNotFit) {
  EXPECT_THROW(ConfusionMatrix(1), Error);
  ConfusionMatrix matrix(3);
  EXPECT_THROW(matrix.update(column({0.5F}), labels({0})), Error);
  EXPECT_THROW(matrix.update(Tensor(Shape{1, 3}), labels({3})), Error);
  matrix.update(Tensor::of(Shape{1, 3}, {kNaN, 0.0F, 0.0F}), labels({2}));
  EXPECT_EQ(matrix.undecided(), 1);
  EXPECT_TRUE(std::isnan(matrix.accuracy()));
  EXPECT_THAT(matrix.to_string(), HasSubstr("1 rows had a NaN"));
}

TEST(Metrics, SayWhetherTheyAreSharesAndWhichWayIsBetter) {
  for (const std::string& name : metric_names()) {
    const AnyMetric metric = make_metric(name);
    EXPECT_EQ(metric.share() != Share::none, name.ends_with("accuracy")) << name;
    EXPECT_FALSE(metric.smaller_is_better() && metric.share() != Share::none) << name;
  }
  EXPECT_EQ(make_metric("per_label_accuracy").share(), Share::answers);
  EXPECT_EQ(make_metric("subset_accuracy").share(), Share::rows);
  EXPECT_TRUE(make_metric("log_loss").smaller_is_better());
  EXPECT_FALSE(make_metric("r2").smaller_is_better());
}

/// Values of scikit-learn 1.9 (pos_label, and average_precision_score of 1 - p).
TEST(Metrics, OfAPositiveClassAreThoseOfScikitLearn) {
  const Tensor p = Tensor::of(Shape{8}, {0.1, 0.8, 0.7, 0.4, 0.55, 0.3, 0.9, 0.2});
  const Tensor y = labels({0, 1, 0, 1, 1, 0, 1, 1});
  EXPECT_DOUBLE_EQ(evaluate(F1{}, p, y), 0.6666666666666666);
  EXPECT_DOUBLE_EQ(evaluate(F1{.positive = 0}, p, y), 0.5714285714285714);
  EXPECT_DOUBLE_EQ(evaluate(Precision{.positive = 0}, p, y), 0.5);
  EXPECT_DOUBLE_EQ(evaluate(Recall{.positive = 0}, p, y), 0.6666666666666666);
  EXPECT_DOUBLE_EQ(evaluate(PrAuc{}, p, y), 0.852857142857143);
  EXPECT_DOUBLE_EQ(evaluate(PrAuc{.positive = 0}, p, y), 0.7222222222222223);
  EXPECT_EQ(default_metrics(Task::binary, 0)[3].name(), "pr_auc");
  EXPECT_DOUBLE_EQ(evaluate(default_metrics(Task::binary, 0)[3], p, y), 0.7222222222222223);
  EXPECT_DOUBLE_EQ(evaluate(default_metrics(Task::binary, 0)[4], p, y), 0.5714285714285714);
  EXPECT_TRUE(std::isnan(evaluate(F1{.positive = 0}, column({0.9F, 0.8F}), labels({1, 1}))));
  EXPECT_EQ(evaluate(F1{}, column({0.2F, 0.1F}), labels({1, 1})), 0.0);
  EXPECT_THROW(AnyMetric(F1{.positive = 2}), Error);
  EXPECT_THROW(AnyMetric(PrAuc{.positive = -1}), Error);
}

/// scikit-learn's f1_score(average="macro"): the classes that are there or predicted.
TEST(Metrics, OfSeveralClassesLeaveOutThoseThatAreNotThere) {
  const Tensor p = Tensor::of(Shape{4, 4}, {1.0, 0.0, 0.0, 0.0,  //
                                            0.0, 1.0, 0.0, 0.0,  //
                                            0.0, 1.0, 0.0, 0.0,  //
                                            0.0, 0.0, 0.0, 1.0});
  const Tensor y = labels({0, 0, 1, 1});
  EXPECT_DOUBLE_EQ(evaluate(F1{}, p, y), 0.38888888888888884);
  const auto areas = measured(RocAuc{}, p, y)->per_output();
  EXPECT_FALSE(std::isnan(areas[0]));
  EXPECT_TRUE(std::isnan(areas[2]));
}

}  // namespace
}  // namespace ganglion::nn

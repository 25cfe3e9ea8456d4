// Forecasts from a table of a series to a model, and from the model to the values to come.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>

#include "ganglion/core/file.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/evaluate/forecast_text.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

double noise(int t) {
  return std::sin(7.3 * t * t + 2);
}

/// Twelve months a year from January 2000 on: growth by 1 % a month, and a season.
double sales(int t) {
  return std::exp(0.01 * t) * (100 + 30 * std::sin(2 * std::numbers::pi * t / 12) + 3 * noise(t));
}

std::string month(int t) {
  return fmt::format("{}-{:02}", 2000 + t / 12, t % 12 + 1);
}

std::string sales_table(int months) {
  std::string csv = "month,sales\n";
  for (int t = 0; t < months; ++t) csv += fmt::format("{},{:.4f}\n", month(t), sales(t));
  return csv;
}

class Forecasts : public ::testing::Test {
 protected:
  Job job(const std::string& table) const {
    return {.data = folder_.write("sales.csv", table),
            .targets = {"sales"},
            .network = "dense 8 relu",
            .learning_rate = 0.01,
            .epochs = 30,
            .time_column = "month",
            .horizon = 6,
            .ensemble = 1,
            .threads = 1,
            .out = folder_ / "run"};
  }
  data::Table rows(const TablePredictor& predictor, const std::string& path, bool labelled) const {
    data::RowOptions options;
    options.labelled = labelled;
    return data::read_rows_for(predictor.preprocessing().state(), path, options);
  }

  support::ScratchFolder folder_;
};

TEST_F(Forecasts, FindSeasonAndDifferencing) {
  Job read = job(sales_table(120));
  const JobData data = read_job_data(read, {});
  EXPECT_EQ(read.season, 12);
  EXPECT_EQ(read.lags, 13);
  EXPECT_EQ(read.differencing, data::Differencing::log_ratio);
  EXPECT_EQ(read.output, nn::Activation::linear);
  ASSERT_TRUE(data.test && data.validation);
  // Targets are what the network is to say: log ratios, scaled to mean 0 and deviation 1.
  double sum = 0;
  for (const float y : data.train.targets.values<float>()) sum += static_cast<double>(y);
  EXPECT_NEAR(sum / static_cast<double>(data.train.rows()), 0, 1e-5);
  const auto own = data.test->exact_targets->values<double>();
  EXPECT_NEAR(own.back(), sales(119), 1e-3) << "in their own unit";
}

TEST_F(Forecasts, TheLastMonthsAreTheTestAndNothingBeforeHasSeenThem) {
  Job read = job(sales_table(120));
  const JobData data = read_job_data(read, {});
  // Rows begin with two seasons; 96 months are forecast, 19 of them in the test.
  const auto time = [](const data::Table& table, std::int64_t row) {
    return table.column("month").text(row);
  };
  EXPECT_EQ(time(data.raw, 0), month(101));
  const auto trained = data.train.exact_targets->values<double>();
  EXPECT_LT(*std::ranges::max_element(trained), sales(101) * 1.2);
  EXPECT_EQ(std::ranges::count(trained, data.test->exact_targets->values<double>()[0]), 0);
}

TEST_F(Forecasts, FoldsTrainOnWhatWasOverOnly) {
  Job read = job(sales_table(120));
  read.cross_validate = 3;
  Job resolved = read;
  read_job_data(resolved, {});
  const Folds folds(resolved);
  for (std::int64_t fold = 0; fold < 3; ++fold) {
    const JobData data = folds.at(fold);
    // Sales of a month are unlike those of all others: no test value was a target of training.
    const auto trained = data.train.exact_targets->values<double>();
    for (const double value : data.test->exact_targets->values<double>()) {
      EXPECT_EQ(std::ranges::count(trained, value), 0) << fold;
    }
  }
}

TEST_F(Forecasts, AreAheadOfTheSeasonalLastValue) {
  const RunResult result = run(job(sales_table(144)), {.progress = false});
  const auto& baselines = result.assessment->baselines;
  const auto mae_of = [&](const std::string& name) {
    const auto at = std::ranges::find(baselines, name, &Baseline::name);
    return at == baselines.end() ? std::nan("") : at->metrics[0].second;
  };
  const double own = result.test->metrics[0].second;
  EXPECT_EQ(result.test->metrics[0].first, "mae");
  EXPECT_LT(own, 0.7 * mae_of("seasonal_last_value"));
  EXPECT_LT(own, 0.7 * mae_of("last_value"));
  EXPECT_EQ(result.test->metrics[3].first, "mase");
  EXPECT_LT(result.test->metrics[3].second, 1.0);
  EXPECT_THAT(read_file(result.report), HasSubstr("forecast beside what came"));
  EXPECT_THAT(read_file(result.report), HasSubstr("mean absolute error by steps ahead"));
}

/// The mean absolute error of the last values of a season ago, counted by hand.
TEST_F(Forecasts, BaselinesAreWhatTheySay) {
  Job one = job(sales_table(60));
  one.horizon = 2;
  one.epochs = 1;
  const RunResult result = run(one, {.progress = false});
  // One season is known at first, so 48 months are forecast; the last 10 are the test.
  double seasonal = 0;
  double last = 0;
  int count = 0;
  const auto written = [](int t) { return std::stod(fmt::format("{:.4f}", sales(t))); };
  for (int from = 49; from < 59; ++from) {
    for (int step = 1; step <= 2 && from + step < 60; ++step) {
      seasonal += std::abs(written(from + step) - written(from + step - 12));
      last += std::abs(written(from + step) - written(from));
      ++count;
    }
  }
  ASSERT_EQ(result.test->rows, count);
  const std::map<std::string, double> expected = {{"last_value", last / count},
                                                  {"seasonal_last_value", seasonal / count}};
  for (const auto& [name, error] : expected) {
    const auto at = std::ranges::find(result.assessment->baselines, name, &Baseline::name);
    ASSERT_NE(at, result.assessment->baselines.end()) << name;
    EXPECT_NEAR(at->metrics[0].second, error, 1e-4) << name;
  }
}

/// That of the values, where the network is trained on their changes.
TEST_F(Forecasts, TheMeanIsThatOfTheValues) {
  // Rises and falls around 100: far from the mean of its changes, added to the last value.
  std::string csv = "month,sales\n";
  for (int t = 0; t < 120; ++t) csv += fmt::format("{},{}\n", month(t), t % 2 == 0 ? 90 : 110);
  Job one = job(csv);
  one.horizon = 1;
  one.season = 0;
  one.epochs = 1;
  one.differencing = data::Differencing::difference;
  const RunResult result = run(one, {.progress = false});
  const auto& baselines = result.assessment->baselines;
  ASSERT_EQ(baselines[0].name, "mean");
  EXPECT_NEAR(baselines[0].metrics[0].second, 10, 0.2);
  ASSERT_EQ(baselines[1].name, "last_value");
  EXPECT_NEAR(baselines[1].metrics[0].second, 20, 0.2);
}

TEST_F(Forecasts, AModelForecastsWhatComesNext) {
  const std::string table = sales_table(120);
  const RunResult result = run(job(table), {.progress = false});
  TablePredictor predictor(result.model);
  const data::Table next = rows(predictor, folder_ / "sales.csv", false);
  const Tensor values = predictor.predict(next);
  const std::string csv = forecast_csv(*predictor.preprocessing().state().series, next, values);
  EXPECT_THAT(csv, testing::StartsWith("month,sales\n2010-01,"));
  EXPECT_THAT(csv, HasSubstr("\n2010-06,"));
  ASSERT_EQ(values.size(), 6);
  for (int step = 0; step < 6; ++step) {
    const double came = sales(120 + step);
    EXPECT_NEAR(values.values<double>()[static_cast<std::size_t>(step)], came, 0.15 * came);
  }
}

TEST_F(Forecasts, EvaluateGivesWhatTheRunGave) {
  const RunResult result = run(job(sales_table(120)), {.progress = false});
  TablePredictor predictor(result.model);
  // Forecasts from month 100 on are those of the test; they need two seasons before.
  std::string tail = "month,sales\n";
  for (int t = 100 - 23; t < 120; ++t) tail += fmt::format("{},{:.4f}\n", month(t), sales(t));
  const Evaluation again =
      predictor.evaluate(rows(predictor, folder_.write("tail.csv", tail), true));
  EXPECT_EQ(again.rows, result.test->rows);
  ASSERT_EQ(again.metrics.size(), result.test->metrics.size());
  for (std::size_t i = 0; i < again.metrics.size(); ++i) {
    EXPECT_EQ(again.metrics[i].first, result.test->metrics[i].first);
    EXPECT_NEAR(again.metrics[i].second, result.test->metrics[i].second, 1e-9);
  }
}

TEST_F(Forecasts, SeveralSeriesAreToldApart) {
  std::string csv = "month,shop,sales\n";
  for (int t = 0; t < 72; ++t) {
    csv += fmt::format("{},north,{:.3f}\n{},south,{:.3f}\n", month(t), sales(t), month(t),
                       1000 - 5 * sales(t));
  }
  Job two = job(csv);
  two.series = "shop";
  const RunResult result = run(two, {.progress = false});
  TablePredictor predictor(result.model);
  const data::Table next = rows(predictor, folder_ / "sales.csv", false);
  const std::string text =
      forecast_csv(*predictor.preprocessing().state().series, next, predictor.predict(next));
  EXPECT_THAT(text, testing::StartsWith("shop,month,sales\nnorth,2006-01,"));
  EXPECT_THAT(text, HasSubstr("\nsouth,2006-06,"));
}

TEST_F(Forecasts, AJobGivesTheSameModelAgain) {
  const RunResult first = run(job(sales_table(96)), {.progress = false});
  Job again = first.job.stated;
  again.recipe = nullptr;
  again.out = folder_ / "again";
  EXPECT_EQ(run(again, {.progress = false}).model_hash, first.model_hash);
}

TEST_F(Forecasts, SettingsThatDontFitAreRefused) {
  const auto refusal = [&](const std::function<void(Job&)>& change) {
    Job changed = job(sales_table(60));
    change(changed);
    return support::error_of([&] { read_job_data(changed, {}); });
  };
  EXPECT_THAT(refusal([](Job& j) { j.time_column.clear(); }), HasSubstr("`time_column = COL`"));
  EXPECT_THAT(refusal([](Job& j) { j.task = data::Task::binary; }),
              HasSubstr("`task` doesn't fit forecasts"));
  EXPECT_THAT(refusal([](Job& j) { j.test.file = "t.csv"; }), HasSubstr("ganglion evaluate"));
  EXPECT_THAT(refusal([](Job& j) { j.targets = {"month"}; }), HasSubstr("two roles"));
  EXPECT_THAT(refusal([](Job& j) { j.horizon = 40; }),
              HasSubstr("`horizon = 40` is further ahead than training can look: it has "));
  EXPECT_THAT(refusal([](Job& j) { j.season = 55; }), HasSubstr("`season = 55`"));
  EXPECT_THAT(refusal([](Job& j) {
                j.output = nn::Activation::relu;
                j.differencing = data::Differencing::difference;
              }),
              HasSubstr("`output = linear`"));
}

}  // namespace
}  // namespace ganglion::train

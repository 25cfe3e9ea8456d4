// What evaluate tells are the scores of the numbers that predict writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "ganglion/core/file.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// 80 rows: a number, and targets that depend on it, but for some.
std::string rows_with_targets() {
  std::string text = "x,rare,kind,sunny,windy,time,price\n";
  for (int i = 0; i < 80; ++i) {
    const double x = 0.1 * ((i * 37) % 80) - 4.0 + (i % 7 == 0 ? 2.0 : 0.0);
    const int kind = (i % 9 == 0 ? i : static_cast<int>(std::floor(x)) + 4) % 3;
    std::ostringstream line;
    line.precision(17);
    line << x << ',' << (x > 2.0 || i % 17 == 3 ? "Yes" : "never") << ',' << "abc"[kind] << ','
         << (x > 0 ? 1 : 0) << ',' << (i % 3 == 0 ? 1 : 0) << ',' << 1700000000.125 + 60.0 * x
         << ',' << 3.1 * x * x + 0.7 * (i % 5) << '\n';
    text += line.str();
  }
  return text;
}

class Scores : public ::testing::Test {
 protected:
  RunResult trained(const std::vector<std::string>& targets, Job job = {}) {
    job.data = folder_.write("t.csv", rows_with_targets());
    job.targets = targets;
    for (const char* name : {"rare", "kind", "sunny", "windy", "time", "price"}) {
      if (std::ranges::find(targets, name) == targets.end()) job.ignore.emplace_back(name);
    }
    if (!job.network) job.network = "dense 8 relu";
    if (!job.epochs) job.epochs = 30;
    job.learning_rate = 0.02;
    job.ensemble = 1;
    job.threads = 1;
    job.out = folder_ / ("run" + std::to_string(runs_++));
    return run(job, {.progress = false, .listener = {.chosen = [this](const Choice& choice) {
                                          chosen_.push_back(choice.what + " " + choice.value);
                                        }}});
  }

  /// The table, the predictions as they are written, and the metrics of evaluate by name.
  struct Judged {
    data::Table table;
    data::Table written;
    Evaluation evaluation;

    double operator[](const std::string& name) const {
      return std::ranges::find(evaluation.metrics, name, &std::pair<std::string, double>::first)
          ->second;
    }
    double actual(const std::string& name, std::int64_t row) const {
      return table.column(name).numbers[static_cast<std::size_t>(row)];
    }
    double said(const std::string& name, std::int64_t row) const {
      return written.column(name).numbers[static_cast<std::size_t>(row)];
    }
    /// The float that a probability was.
    double share(const std::string& name, std::int64_t row) const {
      return static_cast<double>(static_cast<float>(said("probability_" + name, row)));
    }
  };
  Judged judged(const RunResult& result) const {
    TablePredictor predictor(result.model);
    data::Table table = data::parse_table(rows_with_targets(), "t.csv");
    data::Table written = data::parse_table(predictor.csv(predictor.predict(table)), "p.csv");
    return {table, written, predictor.evaluate(table)};
  }

  support::ScratchFolder folder_;
  std::vector<std::string> chosen_;

 private:
  int runs_ = 0;
};

/// Mean absolute error, root mean squared error and R² of a column that was written.
std::vector<double> errors_of(const std::vector<double>& actual, const std::vector<double>& said) {
  const auto rows = static_cast<double>(actual.size());
  double mean = 0;
  for (const double y : actual) mean += y / rows;
  double absolute = 0;
  double squares = 0;
  double spread = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    absolute += std::abs(said[i] - actual[i]) / rows;
    squares += (said[i] - actual[i]) * (said[i] - actual[i]) / rows;
    spread += (actual[i] - mean) * (actual[i] - mean) / rows;
  }
  return {absolute, std::sqrt(squares), 1.0 - squares / spread};
}

/// How often a positive has the higher score.
double area_of(const std::vector<double>& scores, const std::vector<bool>& positive) {
  double area = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (!positive[i] || positive[j]) continue;
      area += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
      pairs += 1.0;
    }
  }
  return area / pairs;
}

double f1_of(const std::vector<bool>& actual, const std::vector<bool>& predicted) {
  double hits = 0;
  double both = 0;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    hits += actual[i] && predicted[i] ? 1 : 0;
    both += (actual[i] ? 1 : 0) + (predicted[i] ? 1 : 0);
  }
  return both == 0 ? 0 : 2 * hits / both;
}

void expect_close(double told, double computed, const char* metric) {
  EXPECT_NEAR(told, computed, 1e-10 * std::max(1.0, std::abs(computed))) << metric;
}

TEST_F(Scores, OfARegressionAreThoseOfTheNumbersWritten) {
  for (const char* target : {"price", "time"}) {
    const Judged judged = Scores::judged(trained({target}));
    const auto& actual = judged.table.column(target).numbers;
    const auto errors = errors_of(actual, judged.written.column(target).numbers);
    expect_close(judged["mae"], errors[0], "mae");
    expect_close(judged["rmse"], errors[1], "rmse");
    expect_close(judged["r2"], errors[2], "r2");
  }
  const Judged both = judged(trained({"price", "time"}));
  const auto price =
      errors_of(both.table.column("price").numbers, both.written.column("price").numbers);
  const auto time =
      errors_of(both.table.column("time").numbers, both.written.column("time").numbers);
  expect_close(both["mae"], (price[0] + time[0]) / 2, "mae of both");
}

/// Seconds since 1970: f32 knows them to 128 seconds only.
TEST_F(Scores, OfTargetsFarFromZeroLoseNoDigits) {
  Job job;
  job.epochs = 300;
  const RunResult result = trained({"time"}, job);
  EXPECT_THAT(chosen_, Contains("output linear"));
  const Judged judged = Scores::judged(result);
  EXPECT_LT(judged["mae"], 10.0);
  EXPECT_GT(judged["r2"], 0.98);
  job.stream = Stream::yes;
  EXPECT_EQ(trained({"time"}, job).test->metrics, result.test->metrics);
}

TEST_F(Scores, OfTwoClassesAreThoseOfTheNumbersWritten) {
  const Judged judged = Scores::judged(trained({"rare"}));
  double hits = 0;
  double log_loss = 0;
  std::vector<double> scores;
  std::vector<bool> actual;
  std::vector<bool> predicted;
  for (std::int64_t row = 0; row < judged.table.rows(); ++row) {
    actual.push_back(judged.table.column("rare").text(row) == "Yes");
    predicted.push_back(judged.written.column("class").text(row) == "Yes");
    const double p = judged.share("never", row);  // bytes of Yes come first: class 1
    scores.push_back(-p);
    hits += actual.back() == predicted.back() ? 1 : 0;
    log_loss -= std::log(std::max(actual.back() ? 1 - p : p, 1e-7));
  }
  const auto rows = static_cast<double>(actual.size());
  expect_close(judged["accuracy"], hits / rows, "accuracy");
  EXPECT_NEAR(judged["log_loss"], log_loss / rows, 1e-6);
  expect_close(judged["roc_auc"], area_of(scores, actual), "roc_auc");
  expect_close(judged["f1"], f1_of(actual, predicted), "f1");
  EXPECT_EQ(judged.evaluation.positive, "Yes");
}

TEST_F(Scores, OfSeveralClassesAreThoseOfTheNumbersWritten) {
  const Judged judged = Scores::judged(trained({"kind"}));
  double hits = 0;
  double f1 = 0;
  double area = 0;
  for (const char* kind : {"a", "b", "c"}) {
    std::vector<double> scores;
    std::vector<bool> actual;
    std::vector<bool> predicted;
    for (std::int64_t row = 0; row < judged.table.rows(); ++row) {
      actual.push_back(judged.table.column("kind").text(row) == kind);
      predicted.push_back(judged.written.column("class").text(row) == kind);
      scores.push_back(judged.share(kind, row));
      hits += actual.back() && predicted.back() ? 1 : 0;
    }
    f1 += f1_of(actual, predicted) / 3;
    area += area_of(scores, actual) / 3;
  }
  expect_close(judged["accuracy"], hits / static_cast<double>(judged.table.rows()), "accuracy");
  expect_close(judged["f1"], f1, "f1");
  expect_close(judged["roc_auc"], area, "roc_auc");
}

TEST_F(Scores, OfLabelsAreThoseOfTheNumbersWritten) {
  const Judged judged = Scores::judged(trained({"sunny", "windy"}));
  double hits = 0;
  double area = 0;
  for (const char* label : {"sunny", "windy"}) {
    std::vector<double> scores;
    std::vector<bool> actual;
    for (std::int64_t row = 0; row < judged.table.rows(); ++row) {
      actual.push_back(judged.actual(label, row) == 1);
      hits += actual.back() == (judged.said(label, row) == 1) ? 0.5 : 0;
      scores.push_back(judged.share(label, row));
    }
    area += area_of(scores, actual) / 2;
  }
  expect_close(judged["per_label_accuracy"], hits / static_cast<double>(judged.table.rows()),
               "per_label_accuracy");
  expect_close(judged["roc_auc"], area, "roc_auc");
}

TEST_F(Scores, AreOfTheClassThatIsAskedFor) {
  const RunResult rarer = trained({"rare"});
  EXPECT_THAT(chosen_, Contains("positive Yes"));
  EXPECT_EQ(rarer.job.stated.positive, "Yes");
  EXPECT_EQ(rarer.to_json().text("positive"), "Yes");
  EXPECT_THAT(read_file(rarer.report), HasSubstr("F1 (Yes)"));
  chosen_.clear();
  Job job;
  job.positive = "never";
  job.cross_validate = 2;
  const RunResult other = trained({"rare"}, job);
  EXPECT_THAT(chosen_, ::testing::Not(Contains(HasSubstr("positive"))));
  EXPECT_EQ(other.model_hash, rarer.model_hash);
  const Evaluation evaluation = judged(other).evaluation;
  EXPECT_EQ(evaluation.positive, "never");
  EXPECT_EQ(evaluation.to_json().text("positive"), "never");
  EXPECT_NE(evaluation.metrics, judged(rarer).evaluation.metrics);
  job.positive = "nevr";
  EXPECT_THAT(support::error_of([&] { trained({"rare"}, job); }),
              HasSubstr("did you mean \"never\"?"));
  EXPECT_THAT(support::error_of([&] { trained({"kind"}, job); }),
              HasSubstr("is for the task binary"));
}

/// With a patience that never ends training, too.
TEST_F(Scores, OfKeptWeightsAreThoseOfTheBestEpoch) {
  Job job;
  job.network = "dense 64 relu; dense 64 relu";
  job.epochs = 25;
  job.calibration = false;
  job.l2 = 0.0;
  for (const std::int64_t patience : {0, 3, 50}) {
    job.patience = patience;
    const RunResult result = trained({"kind"}, job);
    const data::Table history =
        data::parse_table(read_file(result.folder + "/history.csv"), "history.csv");
    const auto& losses = history.column("val_loss").numbers;
    const auto best = std::ranges::min_element(losses);
    // Sums of other kernels (Engine::Kind): the same but for rounding.
    EXPECT_NEAR(result.validation->loss, *best, 1e-6 * *best) << patience;
    EXPECT_EQ(result.best_epoch, best - losses.begin() + 1);
  }
}

TEST_F(Scores, OfTheLinearBaselineDoNotDependOnTheEpochs) {
  std::vector<std::vector<std::pair<std::string, double>>> found;
  for (const std::int64_t epochs : {1, 40}) {
    Job job;
    job.epochs = epochs;
    const RunResult result = trained({"rare"}, job);
    const Baseline& linear = result.assessment->baselines.at(1);
    EXPECT_EQ(linear.name, "logistic");
    EXPECT_TRUE(linear.converged);
    found.push_back(linear.metrics);
  }
  EXPECT_EQ(found[0], found[1]);
}

}  // namespace
}  // namespace ganglion::train

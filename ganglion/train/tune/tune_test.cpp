#include "ganglion/train/tune/tune.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/tune/path.h"
#include "ganglion/train/tune/tune_html.h"
#include "ganglion/train/tune/tune_text.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

class TuneTest : public ::testing::Test {
 protected:
  /// 100 rows whose target is a parabola of `x`, so that more than a line is worth while.
  std::string table() const {
    std::string text = "x,z,y\n";
    for (int i = 0; i < 100; ++i) {
      const double x = 0.04 * i - 2.0;
      text += std::to_string(x) + ',' + std::to_string(i % 7) + ',' +
              std::to_string(x * x + 0.003 * i) + '\n';
    }
    return folder_.write("table.csv", text);
  }

  Job job(const std::string& out) const {
    return {.data = table(),
            .targets = {"y"},
            .epochs = 4,
            .ensemble = 1,
            .cross_validate = 3,
            .out = folder_ / out};
  }

  static TuneOptions options(std::int64_t trials) {
    return {.limits = {.trials = trials}, .run = {.progress = false}};
  }

  /// Without what depends on the time and on the folder.
  static std::vector<std::string> lines_of(const TuneResult& result) {
    std::vector<std::string> lines;
    for (const RankedTrial& trial : result.ranking) {
      lines.push_back(fmt::format("{} {} {} {} {}", trial.number, trial.folds, trial.value,
                                  trial.difference.interval.low, trial.settings));
    }
    if (result.fresh)
      lines.push_back(fmt::format("{} {}", result.fresh->best, result.fresh->chosen));
    if (result.run) lines.push_back(result.run->model_hash);
    return lines;
  }

  support::ScratchFolder folder_;
};

TEST_F(TuneTest, WritesTheBestSettingsAndTheirModel) {
  const TuneResult result = tune(job("one"), options(10));
  EXPECT_EQ(result.ranking.size(), 10U);
  EXPECT_EQ(result.metric.name, "rmse");
  EXPECT_LE(result.ranking.front().value, result.default_trial().value);
  const Job best = read_job(result.job);
  EXPECT_EQ(best.learning_rate, result.best.learning_rate);
  EXPECT_EQ(best.cross_validate, 0);
  EXPECT_EQ(best.epochs, 4);
  ASSERT_TRUE(result.run);
  EXPECT_TRUE(std::filesystem::exists(result.run->model));
  EXPECT_THAT(tune_text(result), HasSubstr("\nverdict:    "));
  EXPECT_THAT(read_file(result.report), HasSubstr("<h2>Ranking</h2>"));
  EXPECT_EQ(io::parse_json(read_file(result.folder + "/tune.json"), "tune.json").integer("trials"),
            10);
}

TEST_F(TuneTest, ThreadsChangeNothing) {
  Job one = job("one");
  one.threads = 1;
  Job three = job("three");
  three.threads = 3;
  EXPECT_EQ(lines_of(tune(one, options(10))), lines_of(tune(three, options(10))));
}

/// A search that was killed in the middle of a line goes on to the same end.
TEST_F(TuneTest, GoesOnWhereItWasKilled) {
  const TuneResult whole = tune(job("whole"), options(10));
  const std::string log = read_file(whole.folder + "/trials.jsonl");
  std::filesystem::create_directory(folder_ / "killed");
  write_file_atomically(folder_ / "killed/trials.jsonl", log.substr(0, 2 * log.size() / 3));
  write_file_atomically(folder_ / "killed/job.toml", read_file(whole.job));
  const BegunSearch begun = search_to_resume(folder_ / "killed");
  EXPECT_EQ(begun.limits.trials, 10);
  TuneOptions again = options(begun.limits.trials);
  again.search = begun.searched;
  again.metric = begun.metric;
  again.run.resume = true;
  EXPECT_EQ(lines_of(tune(begun.job, again)), lines_of(whole));
  const std::string continued = read_file(folder_ / "killed/trials.jsonl");
  EXPECT_EQ(std::ranges::count(continued, '\n'), std::ranges::count(log, '\n'));
}

TEST_F(TuneTest, RefusesToGoOnWithSomethingElse) {
  const TuneResult whole = tune(job("whole"), options(2));
  TuneOptions again = options(2);
  again.run.resume = true;
  Job other = job("whole");
  other.seed = 2;
  EXPECT_THAT(support::error_of([&] { tune(other, again); }),
              HasSubstr("the search was begun with another job"));
  EXPECT_THAT(support::error_of([&] { search_to_resume(folder_ / "nowhere"); }),
              HasSubstr("holds no search to continue"));
}

TEST_F(TuneTest, SearchesWhatIsLeftOpenOrNamed) {
  Job given = job("one");
  given.network = "dense 8 tanh";
  given.learning_rate = 0.01;
  given.batch_size = 32;
  EXPECT_EQ(tune(given, options(1)).searched, (std::vector<std::string>{"l2", "dropout"}));
  TuneOptions named = options(3);
  named.search = {"learning_rate"};
  given.out = folder_ / "two";
  for (const RankedTrial& trial : tune(given, named).ranking) {
    EXPECT_EQ(trial.values.size(), 1U);
  }
  named.search = {"rate"};
  EXPECT_THAT(support::error_of([&] { tune(given, named); }), HasSubstr("`search`: unknown"));
  named = options(1);
  named.metric = "accuracy";
  EXPECT_THAT(support::error_of([&] { tune(given, named); }), HasSubstr("`metric`: unknown"));
}

TEST_F(TuneTest, TooLittleTimeIsSaid) {
  TuneOptions hurried = options(0);
  hurried.limits.budget = 1e-6;
  EXPECT_THAT(support::error_of([&] { tune(job("one"), hurried); }), HasSubstr("`budget`: "));
}

/// The rows of all folds and those of the test are all rows, and none is in both.
TEST_F(TuneTest, FoldsLeaveOutTheTest) {
  Job open = job("one");
  const JobData data = read_job_data(open, {});
  for (const std::uint64_t division : {0U, 1U}) {
    const Folds folds(open, {.leave_out_test = true, .division = division});
    std::vector<double> targets;
    const auto add = [&](const JobData& of, const data::Dataset& rows) {
      const Tensor own = of.preprocessing.own_targets(rows).cast(DType::f64);
      for (const double target : own.values<double>()) targets.push_back(target);
    };
    add(data, *data.test);
    for (std::int64_t fold = 0; fold < 3; ++fold) {
      const JobData rows = folds.at(fold);
      add(rows, *rows.test);
    }
    EXPECT_EQ(targets.size(), 100U);
    std::ranges::sort(targets);
    EXPECT_EQ(std::ranges::unique(targets).size(), 0U);
  }
  const Folds first(open, {.leave_out_test = true});
  const Folds second(open, {.leave_out_test = true, .division = 1});
  EXPECT_NE(first.seed(), second.seed());
}

RegularizationPath path_of(std::vector<std::vector<double>> train,
                           std::vector<std::vector<double>> validation) {
  RegularizationPath path = {
      .data = "x.csv", .setting = "l2", .metric = {"rmse", true}, .folds = 3, .chosen = 0.001};
  for (std::size_t i = 0; i < train.size(); ++i) {
    path.points.push_back({.strength = i == 0 ? 0.0 : std::pow(10.0, static_cast<double>(i) - 4.0),
                           .train_errors = train[i],
                           .validation_errors = validation[i]});
  }
  conclude(path);
  return path;
}

TEST(RegularizationPath, SaysWhichSideOverAndWhichUnderfits) {
  const RegularizationPath path =
      path_of({{0.1, 0.1, 0.1}, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}, {2.0, 2.0, 2.0}},
              {{1.0, 1.1, 1.2}, {0.6, 0.7, 0.8}, {0.61, 0.69, 0.82}, {2.0, 2.1, 2.2}});
  EXPECT_EQ(path.best, 1U);
  EXPECT_EQ(path.strongest, 2U);
  EXPECT_TRUE(path.clear());
  EXPECT_THAT(path.conclusion(), HasSubstr("Best validation rmse at l2 = 0.001: 0.7000 ± 0.0577."));
  EXPECT_THAT(path.conclusion(), HasSubstr("Weaker ones overfit (l2 = 0: training 0.1000"));
  EXPECT_THAT(path.conclusion(), HasSubstr("Stronger ones underfit (l2 = 0.1: training 2.0000"));
  EXPECT_THAT(path.conclusion(), HasSubstr("Strongest that is not clearly worse: l2 = 0.01."));
}

TEST(RegularizationPath, NoiseIsNoConclusion) {
  const RegularizationPath path =
      path_of({{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}}, {{0.6, 0.9, 0.7}, {0.8, 0.7, 0.6}});
  EXPECT_FALSE(path.clear());
  EXPECT_THAT(path.conclusion(), HasSubstr("No other strength is clearly worse"));
}

TEST_F(TuneTest, PathTrainsTheSameNetworkWithEachStrength) {
  PathOptions options = {.strengths = {0.0, 0.001, 100.0}};
  const RegularizationPath path = regularization_path(job("one"), options);
  ASSERT_EQ(path.points.size(), 3U);
  EXPECT_GT(path.points[2].train, path.points[0].train);  // held to 0, it can't learn
  options.setting = "l1";
  EXPECT_THAT(support::error_of([&] { regularization_path(job("one"), options); }),
              HasSubstr("`path`: unknown setting"));
}

TEST_F(TuneTest, APathThatIsStoppedHasTheFoldsThatAreTrained) {
  RegularizationPath path = path_of({{1, 2, 3}, {7, 8, 9}}, {{4, 5, 6}, {1, 2, 3}});
  keep_trained(path, {1, 1, 0, 1, 1, 1});
  EXPECT_EQ(path.folds, 2);
  EXPECT_EQ(path.left_out, 1);
  EXPECT_EQ(path.points[0].train_errors, (std::vector<double>{1, 3}));
  EXPECT_EQ(path.points[1].validation_errors, (std::vector<double>{1, 3}));
  const std::atomic<bool> stop = true;
  const RegularizationPath none =
      regularization_path(job("one"), {.strengths = {0.0, 1.0}, .stop = &stop});
  EXPECT_EQ(none.folds, 0);
  EXPECT_EQ(none.left_out, 3);
}

}  // namespace
}  // namespace ganglion::train

// When training ends, and how a run says so.
#include <gmock/gmock.h>

#include <chrono>
#include <sstream>
#include <utility>
#include <vector>

#include "ganglion/train/job/job_values.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class EndingTest : public ::testing::Test {
 protected:
  /// y = 3x - 20 for x from 0 to 19.95: y from -20 to 39.85, all but a row or two in training.
  static std::string line() {
    std::ostringstream text;
    text << "x,y\n";
    for (int i = 0; i < 400; ++i) text << 0.05 * i << ',' << 0.15 * i - 20 << '\n';
    return text.str();
  }

  RunResult trained(Job job) {
    job.data = folder_.write("line.csv", line());
    job.targets = {"y"};
    if (!job.network) job.network = "dense 8 relu";
    job.validation = {.fraction = 0.1};
    job.test = {.fraction = 0};
    job.learning_rate = 0.02;
    if (!job.epochs) job.epochs = 60;
    if (!job.ensemble) job.ensemble = 1;
    job.out = folder_ / ("run" + std::to_string(runs_++));
    return run(job, {.progress = false});
  }

  support::ScratchFolder folder_;
  int runs_ = 0;
};

TEST_F(EndingTest, ARunSaysWhyItEnded) {
  EXPECT_THAT(trained({.epochs = 3}).ended,
              StartsWith("limit of 3 epochs, the validation loss was still falling; `epochs = 9`"));
  EXPECT_THAT(trained({.schedule = optim::ScheduleText("cosine"), .epochs = 5}).ended,
              HasSubstr("has decayed to 0"));
  EXPECT_THAT(trained({.learning_rate = 0.02, .epochs = 2000, .patience = 2}).ended,
              StartsWith("stopped early: no improvement in val_loss"));
}

/// 360 rows are 12 steps an epoch: 5,000 epochs at most, and 100 without improvement.
TEST_F(EndingTest, StepsLimitARegressionOfFewRows) {
  Job job = {.epochs = {}, .time = 0.05};
  job.data = folder_.write("line.csv", line());
  job.targets = {"y"};
  job.validation = {.fraction = 0.1};
  job.test = {.fraction = 0};
  job.out = folder_ / "limits";
  const RunResult result = run(job, {.progress = false});
  EXPECT_EQ(result.job.epochs, 5000);
  EXPECT_EQ(result.job.patience, 100);
}

/// A training without end, of five networks and with folds: the time is for all of them.
TEST_F(EndingTest, SlowATimeIsForAllTrainings) {
  const auto begin = std::chrono::steady_clock::now();
  Job job = {.epochs = 10'000'000, .time = 1.0, .patience = 0, .ensemble = 3, .cross_validate = 2};
  job.test = {.fraction = 0.2};
  const RunResult result = trained(job);
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  EXPECT_GT(passed.count(), 0.8);
  EXPECT_LT(passed.count(),
            6.0);  // evaluation and report come after it, on a machine with other work
  EXPECT_THAT(result.ended, HasSubstr("the time was up"));
  EXPECT_TRUE(result.cross_validation);
  EXPECT_FALSE(result.report.empty());
}

TEST(JobValues, TimesAreReadAndWritten) {
  for (const auto& [text, seconds] : std::vector<std::pair<std::string, double>>{{"90s", 90},
                                                                                 {"5m", 300},
                                                                                 {"1h30m", 5400},
                                                                                 {"0.5s", 0.5},
                                                                                 {"300", 300},
                                                                                 {"1h1s", 3601}}) {
    EXPECT_EQ(to_seconds(text), seconds);
    EXPECT_EQ(to_seconds(seconds_text(seconds)), seconds);
  }
  EXPECT_EQ(seconds_text(5400), "1h30m");
  for (const char* wrong : {"", "5 m", "-1s", "0", "m", "5d"}) {
    EXPECT_THAT(support::error_of([&] { to_seconds(wrong); }), HasSubstr("expected a time"));
  }
}

}  // namespace
}  // namespace ganglion::train

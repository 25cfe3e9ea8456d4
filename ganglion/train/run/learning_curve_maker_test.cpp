#include "ganglion/train/run/learning_curve_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/file.h"
#include "ganglion/train/job/job_command.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "tests/support/diagnosed_tables.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::Pattern;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Job curved_job(const support::ScratchFolder& folder, std::vector<double> shares) {
  static int runs = 0;
  return {.data = folder.write("t.csv", support::pattern_table(Pattern::disc, 400)),
          .network = "dense 8 relu",
          .learning_rate = 0.01,
          .epochs = 20,
          .ensemble = 1,
          .learning_curve = std::move(shares),
          .threads = 1,
          .out = folder / ("run" + std::to_string(runs++))};
}

RunResult curved_run(const Job& job) {
  return run(job, {.progress = false});
}

TEST(LearningCurveRun, EndsAtTheRunItself) {
  const support::ScratchFolder folder;
  const RunResult result = curved_run(curved_job(folder, {20, 50, 100}));
  const LearningCurve& curve = *result.learning_curve;
  ASSERT_EQ(curve.points.size(), 3U);
  EXPECT_EQ(curve.points[0].rows, 51);  // of 256
  EXPECT_EQ(curve.points[1].rows, 128);
  EXPECT_EQ(curve.points[2].rows, result.train.rows);
  EXPECT_EQ(curve.points[2].held_out, result.test->metrics.front().second);
  EXPECT_NEAR(curve.points[2].loss.mean, result.test->metrics[1].second, 1e-6);  // log_loss
  EXPECT_NEAR(curve.points[2].train_loss, result.train.metrics[1].second, 1e-6);
  EXPECT_EQ(result.model_hash, curved_run(curved_job(folder, {})).model_hash);
  EXPECT_EQ(result.to_json().at("learning_curve").array("points").size(), 3U);
  EXPECT_THAT(read_file(result.report), HasSubstr("Learning curve over training rows"));
}

/// Rows that are read from a file while training are cut alike.
TEST(LearningCurveRun, IsTheSameFromDisk) {
  const support::ScratchFolder folder;
  Job memory = curved_job(folder, {50, 100});
  memory.stream = Stream::no;
  Job disk = curved_job(folder, {50, 100});
  disk.stream = Stream::yes;
  EXPECT_EQ(curved_run(memory).learning_curve->to_json(),
            curved_run(disk).learning_curve->to_json());
}

TEST(LearningCurveRun, SharesMustHaveRows) {
  const support::ScratchFolder folder;
  EXPECT_THAT(support::error_of([&] {
                curved_run(curved_job(folder, {0.1, 100}));
              }),
              HasSubstr("larger share"));
}

Job with_shares(const std::string& value) {
  Job job;
  job_key("learning_curve").set(job, {value});
  return job;
}

TEST(LearningCurveKey, SharesRise) {
  EXPECT_THAT(with_shares("10, 50,100").learning_curve, ElementsAre(10, 50, 100));
  EXPECT_THAT(with_shares("12.5,50").learning_curve, ElementsAre(12.5, 50, 100));
  EXPECT_THAT(with_shares(*job_key("learning_curve").implied).learning_curve,
              ElementsAre(10, 20, 40, 70, 100));
  for (const char* value :
       {"50,10", "0,100", "50,50", "10,200", "10,,20", "a,b", "100", "10", ""}) {
    EXPECT_THAT(support::error_of([&] { with_shares(value); }),
                HasSubstr("such as 10,20,40,70,100"))
        << value;
  }
}

TEST(LearningCurveKey, IsWrittenAsItIsRead) {
  const Job job = {.data = "a.csv", .learning_curve = {25, 100}};
  EXPECT_EQ(job_from_toml(to_toml(job), "job").learning_curve, job.learning_curve);
  EXPECT_EQ(command_of(job), "ganglion train a.csv --learning-curve 25,100");
}

}  // namespace
}  // namespace ganglion::train

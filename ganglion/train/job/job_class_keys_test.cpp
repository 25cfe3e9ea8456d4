#include "ganglion/train/job/job_class_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/train/job/job_command.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

Job with_key(const char* key, const std::string& value) {
  Job job;
  job_key(key).set(job, {value});
  return job;
}

std::string key_error(const char* key, const std::string& value) {
  return support::error_of([&] { with_key(key, value); });
}

TEST(ClassKeys, ThresholdsAndCostsAreRead) {
  EXPECT_EQ(with_key("threshold", "0.25").threshold.value, 0.25);
  EXPECT_EQ(with_key("threshold", "f1").threshold.goal, nn::ThresholdRule::Goal::f1);
  EXPECT_EQ(with_key("cost", "1:10").cost, (nn::MistakeCosts{1.0, 10.0}));
  EXPECT_EQ(with_key("cost", " 0.5 : 2").cost, (nn::MistakeCosts{0.5, 2.0}));
}

TEST(ClassKeys, OthersAreRefusedWithARemedy) {
  for (const char* value : {"0", "1", "-0.1", "1.5", "nan", "F2", ""}) {
    EXPECT_THAT(key_error("threshold", value), HasSubstr("such as 0.3, or f1")) << value;
  }
  for (const char* value : {"10", "1:0", "0:1", "-1:2", "1:2:3", "a:b", ":", "inf:1", "1:nan"}) {
    EXPECT_THAT(key_error("cost", value), HasSubstr("such as 1:10")) << value;
  }
}

TEST(ClassKeys, AreWrittenAsTheyAreRead) {
  Job job = {.data = "a b.csv", .threshold = {.value = 0.125}};
  job.cost = nn::MistakeCosts{1.0, 10.0};
  const Job read = job_from_toml(to_toml(job), "job");
  EXPECT_EQ(read.threshold, job.threshold);
  EXPECT_EQ(read.cost, job.cost);
  EXPECT_EQ(command_of(job), "ganglion train 'a b.csv' --threshold 0.125 --cost 1:10");
  job.threshold = {.goal = nn::ThresholdRule::Goal::f1};
  EXPECT_EQ(job_from_toml(to_toml(job), "job").threshold, job.threshold);
}

}  // namespace
}  // namespace ganglion::train

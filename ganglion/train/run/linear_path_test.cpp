#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "ganglion/core/rng.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

class LinearPath : public ::testing::Test {
 protected:
  /// Rows of numbers whose target is a difference of two of them.
  Job difference() const {
    std::string text = "a,b,c,y\n";
    for (std::uint64_t row = 0; row < 150; ++row) {
      const auto number = [row](std::uint64_t column) {
        return static_cast<double>(random_bits(7, column, row) % 10'000) / 100;
      };
      text += std::to_string(number(0)) + ',' + std::to_string(number(1)) + ',' +
              std::to_string(number(2)) + ',' + std::to_string(2 * number(0) - number(1)) + '\n';
    }
    return {.data = folder_.write("table.csv", text),
            .targets = {"y"},
            .epochs = 30,
            .out = folder_ / "run"};
  }

  static double metric(const std::vector<std::pair<std::string, double>>& metrics,
                       const std::string& name) {
    for (const auto& [key, value] : metrics) {
      if (key == name) return value;
    }
    return std::nan("");
  }

  static double linear_error(const RunResult& result) {
    return metric(result.assessment->baselines.back().metrics, "rmse");
  }

  support::ScratchFolder folder_;
};

TEST_F(LinearPath, IsNeverWorseThanTheLinearModelBesideIt) {
  const RunResult result = run(difference(), {});
  EXPECT_EQ(result.job.stated.linear_path, true);
  EXPECT_LT(metric(result.test->metrics, "rmse"), 1.01 * linear_error(result));
  EXPECT_LT(metric(result.test->metrics, "rmse"), 0.1);  // of 64, the deviation of the target
}

TEST_F(LinearPath, IsWhatMakesTheDifference) {
  Job job = difference();
  job.linear_path = false;
  const RunResult result = run(job, {});
  EXPECT_GT(metric(result.test->metrics, "rmse"), 5 * linear_error(result));
}

TEST_F(LinearPath, IsMadeAgainFromTheJobOfTheRun) {
  const RunResult first = run(difference(), {});
  Job again = read_job(first.folder + "/job.toml");
  again.out = folder_ / "again";
  EXPECT_EQ(run(again, {}).model_hash, first.model_hash);
}

TEST_F(LinearPath, IsNotForANetworkThatWasAskedForUnlessItIsSaid) {
  Job job = difference();
  job.network = "dense 4 relu";
  EXPECT_EQ(run(job, {}).job.stated.linear_path, false);
  job.linear_path = true;
  job.out = folder_ / "path";
  EXPECT_THAT(run(job, {}).summary, HasSubstr("concatenate"));
  job.output = nn::Activation::softplus;
  EXPECT_THAT(support::error_of([&] { run(job, {}); }),
              HasSubstr("needs `output = linear` or `output = relu`"));
}

TEST_F(LinearPath, IsNotForSeveralLabelsUnlessItIsSaid) {
  std::string text = "a,b,large,small\n";
  for (std::uint64_t row = 0; row < 100; ++row) {
    const auto a = random_bits(3, 0, row) % 100;
    const auto b = random_bits(3, 1, row) % 100;
    text += std::to_string(a) + ',' + std::to_string(b) + ',' + (a > 60 ? "1" : "0") + ',' +
            (a + b < 90 ? "1" : "0") + '\n';
  }
  Job job{.data = folder_.write("labels.csv", text),
          .targets = {"large", "small"},
          .epochs = 2,
          .out = folder_ / "run"};
  EXPECT_EQ(run(job, {}).job.stated.linear_path, false);
  job.linear_path = true;
  job.out = folder_ / "path";
  EXPECT_THAT(run(job, {}).summary, HasSubstr("concatenate"));
}

}  // namespace
}  // namespace ganglion::train

// Job files with one setting changed: a run by one ends with a message or works, and its own job
// file says the same again.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <random>
#include <string>

#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "tests/end_to_end/program.h"
#include "tests/support/error_of.h"
#include "tests/support/job_mutations.h"
#include "tests/support/mutants.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kMaxJobSeconds = 60;

class JobMutants : public testing::Test {
 protected:
  JobMutants() {
    train::Job job{.data = data_};
    job.targets = {"kind"};
    job.network = "dense 4 relu";
    job.epochs = 2;
    job.ensemble = 1;
    job.threads = 1;
    job.out = folder_ / "first";
    train::run(job, {.progress = false});
  }

  /// What a person would wait long for, and what is written elsewhere, is brought to measure.
  void use(const std::string& toml) const {
    train::Job job = train::job_from_toml(toml, "job.toml");
    EXPECT_EQ(train::to_toml(train::job_from_toml(train::to_toml(job), "again")),
              train::to_toml(job));
    if (job.epochs > 3) job.epochs = 3;
    if (job.ensemble > 3) job.ensemble = 3;
    job.threads = std::min(job.threads, 3);
    if (!job.cache.empty()) job.cache = folder_.path();
    if (!job.tensorboard.empty()) job.tensorboard = folder_ / "events";
    job.out = folder_ / "run";
    fs::remove_all(job.out);
    const train::RunResult result = train::run(job, {.progress = false});
    EXPECT_EQ(train::read_job(folder_ / "run/job.toml").out, folder_ / "run");
    EXPECT_EQ(result.model_hash.size(), 32U);
  }

  Scratch folder_;
  std::string data_ = folder_.write("flowers.csv", flowers(60));
};

TEST_F(JobMutants, AreRefusedOrWorkSlow) {
  const std::string first = read_file(folder_ / "first/job.toml");
  std::mt19937 random(1);
  const int count = mutants(300);
  int refused = 0;
  for (int i = 0; i < count; ++i) {
    const MutatedJob mutant = mutated_job(first, random);
    SCOPED_TRACE(mutant.change);
    if (count > 400) std::cerr << mutant.change << std::endl;
    ::alarm(kMaxJobSeconds);
    const std::string error = error_of([&] { use(mutant.toml); });
    ::alarm(0);
    EXPECT_NE(error, "");
    EXPECT_LT(error.size(), 6000U) << error;  // the program shortens the values in it
    refused += error != "no error" ? 1 : 0;
  }
  std::cout << refused << " of " << count << " refused\n";
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, count);
}

}  // namespace
}  // namespace ganglion::support

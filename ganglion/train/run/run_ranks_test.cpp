#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "ganglion/train/run/run.h"
#include "ganglion/train/run/same_everywhere.h"
#include "ganglion/train/run/shares_of_ranks.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/thread_ranks.h"

namespace ganglion::train {
namespace {

Job cancer_job(const std::string& out) {
  Job job;
  job.data = "data/breast_cancer.csv";
  job.targets = {"diagnosis"};
  job.network = "dense 12 relu; batchnorm";
  job.epochs = 3;
  job.batch_size = 64;
  job.replicas = 4;
  job.out = out;
  return job;
}

/// The result of rank 0, and all that it was told.
struct RankedRun {
  std::optional<RunResult> result = {};
  std::vector<std::string> notes = {};
};

RankedRun run_on_ranks(const Job& job, int size) {
  RankedRun seen;
  support::run_as_ranks(size, [&](dist::Communicator& ranks) {
    RunOptions options = {.progress = false, .ranks = &ranks};
    if (ranks.rank() == 0) {
      options.listener.note = [&](const std::string& note) { seen.notes.push_back(note); };
    }
    RunResult result = run(job, options);
    if (ranks.rank() == 0) seen.result.emplace(std::move(result));
  });
  return seen;
}

void expect_the_run_of(const RunResult& ranked, const RunResult& alone) {
  EXPECT_EQ(ranked.model_hash, alone.model_hash);
  EXPECT_EQ(ranked.train.to_json().dump(), alone.train.to_json().dump());
  ASSERT_EQ(ranked.cross_validation.has_value(), alone.cross_validation.has_value());
  if (alone.cross_validation) {
    EXPECT_EQ(ranked.cross_validation->to_json().dump(), alone.cross_validation->to_json().dump());
  }
}

TEST(RunOnRanks, GivesTheRunOfOneProcess) {
  const support::ScratchFolder folder;
  Job job = cancer_job(folder / "alone");
  job.cross_validate = 4;
  const RunResult alone = run(job, {.progress = false});
  job.out = folder / "ranks";
  const RankedRun ranked = run_on_ranks(job, 3);
  expect_the_run_of(*ranked.result, alone);
  EXPECT_THAT(ranked.notes,
              testing::Contains("3 ranks share the 4 replicas of each training step"));
  EXPECT_TRUE(std::filesystem::exists(folder / "ranks/report.html"));
  EXPECT_FALSE(std::filesystem::exists(folder / "ranks-2")) << "one rank writes";
}

TEST(RunOnRanks, TrainsAnEnsembleOnAllOfThem) {
  const support::ScratchFolder folder;
  Job job = cancer_job(folder / "alone");
  job.ensemble = 3;
  const RunResult alone = run(job, {.progress = false});
  job.out = folder / "ranks";
  const RankedRun ranked = run_on_ranks(job, 2);
  expect_the_run_of(*ranked.result, alone);
  EXPECT_THAT(ranked.notes, testing::Contains("2 ranks train the 3 networks"));
}

TEST(RunOnRanks, RefuseAnotherJob) {
  const support::ScratchFolder folder;
  const std::string error = support::error_of([&] {
    support::run_as_ranks(2, [&](dist::Communicator& ranks) {
      Job job = cancer_job(folder / "run");
      job.epochs = 3 + ranks.rank();
      run(job, {.progress = false, .ranks = &ranks});
    });
  });
  EXPECT_NE(error.find("the job of rank 1 is not that of rank 0"), std::string::npos) << error;
}

TEST(RunOnRanks, RefuseOtherRows) {
  const std::string error = support::error_of([&] {
    support::run_as_ranks(3, [&](dist::Communicator& ranks) {
      const data::Dataset train = {.features = Tensor::of<float>({2, 2}, {1, 2, 3, 4})};
      const float own = ranks.rank() == 2 ? 7.0F : 6.0F;
      const data::Dataset test = {.features = Tensor::of<float>({1, 2}, {5, own})};
      check_same_rows(ranks, {&train, nullptr, &test});
    });
  });
  EXPECT_NE(error.find("the content of the data of rank 2 is not that of rank 0 (2 rows"),
            std::string::npos)
      << error;
}

TEST(RunOnRanks, RefuseStandardInput) {
  Job job;
  job.data = "-";
  const std::string error = support::error_of([&] {
    support::run_as_ranks(
        2, [&](dist::Communicator& ranks) { run(job, {.progress = false, .ranks = &ranks}); });
  });
  EXPECT_NE(error.find("standard input reaches rank 0 only"), std::string::npos) << error;
}

TEST(SharesOfRanks, AreSaidInWords) {
  EXPECT_EQ(shares_of_ranks(5, 1, 4, {.rows = 64}),
            "5 ranks share the 4 replicas of each training step; 1 of the ranks have none");
  EXPECT_EQ(shares_of_ranks(2, 10, 4, {.rows = 64}), "2 ranks train the 10 networks");
}

TEST(SharesOfRanks, SayWhatLetsThemShare) {
  const auto said = [](const BatchToShare& batch) { return shares_of_ranks(2, 1, 1, batch); };
  EXPECT_THAT(said({.rows = 64}), testing::HasSubstr("a larger `batch_size` or network has more"));
  EXPECT_THAT(said({.rows = 43}),
              testing::HasSubstr("43 rows can't be divided by 2: `batch_size = 44` can"));
  EXPECT_THAT(said({.rows = 100, .replicas = 16}),
              testing::HasSubstr("100 rows can't be divided by 16: `batch_size = 112` can"));
}

}  // namespace
}  // namespace ganglion::train

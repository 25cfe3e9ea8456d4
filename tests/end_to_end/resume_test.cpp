#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "ganglion/core/rng.h"
#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

/// Without validation the last weights are the model: every step counts. Dropout and a schedule
/// have a place in the training that must be found again.
std::vector<std::string> digits_job(const std::string& out, const std::string& epochs) {
  return {"train",      digits(), "--network",    "dense 25 relu; dense 15 relu",
          "--out",      out,      "--epochs",     epochs,
          "--dropout",  "0.1",    "--validation", "0",
          "--schedule", "cosine", "--json",       "--quiet"};
}

std::vector<std::string> resumed(const std::string& out) {
  return {"train", "--resume", "--out", out, "--json", "--quiet"};
}

void wait_for(const std::string& path) {
  for (int i = 0; i < 3000 && !std::filesystem::exists(path); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path;
}

TEST(EndToEndResume, SlowInterruptedRunsGoOnToTheSameModel) {
  const Scratch scratch;
  const std::string whole =
      run_program(digits_job(scratch / "whole", "400")).json().text("model_hash");
  const Started started(digits_job(scratch / "cut", "400"));
  wait_for(scratch / "cut/job.toml");
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  started.signal(SIGINT);
  const Outcome cut = started.wait();
  ASSERT_EQ(cut.code, 130) << cut.err;
  EXPECT_EQ(cut.out, "");
  EXPECT_THAT(cut.err, HasSubstr("ganglion train --resume --out " + (scratch / "cut")));
  const Outcome rest = run_program(resumed(scratch / "cut"));
  ASSERT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(rest.json().text("model_hash"), whole);
  EXPECT_EQ(rest.json().integer("epochs_run"), 400);
}

TEST(EndToEndResume, OnlyEpochsAndThreadsMayChange) {
  const Scratch scratch;
  const Started started(digits_job(scratch / "run", "100000"));
  wait_for(scratch / "run/job.toml");
  started.signal(SIGTERM);
  EXPECT_EQ(started.wait().code, 130);
  auto words = resumed(scratch / "run");
  words.insert(words.end(), {"--seed", "2"});
  const Outcome other = run_program(words);
  EXPECT_EQ(other.code, 2);
  EXPECT_THAT(other.err, HasSubstr("--seed"));
}

TEST(EndToEndResume, AFinishedRunIsOnlyTold) {
  const Scratch scratch;
  const Outcome run = run_program(digits_job(scratch / "run", "3"));
  const Outcome again = run_program(resumed(scratch / "run"));
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.json(), run.json());
}

TEST(EndToEndResumeSlow, TwentyKillsAtRandomMomentsDoNotChangeABit) {
  const Scratch scratch;
  // As many epochs as take a second, so that most kills find a checkpoint on a fast machine, too.
  std::string epochs;
  std::string whole;
  std::chrono::duration<double> time{};
  for (int count = 800; time < std::chrono::seconds(1); count *= 2) {
    epochs = std::to_string(count);
    const auto begin = std::chrono::steady_clock::now();
    const std::string out = scratch / ("whole" + epochs);
    whole = run_program(digits_job(out, epochs)).json().text("model_hash");
    time = std::chrono::steady_clock::now() - begin;
  }
  int killed = 0;
  int went_on = 0;  // from a checkpoint, not from the beginning
  for (std::uint64_t attempt = 0; killed < 20; ++attempt) {
    ASSERT_LT(attempt, 60U) << "the runs end before they can be killed";
    const std::string out = scratch / ("run" + std::to_string(attempt));
    std::vector<std::string> words = digits_job(out, epochs);
    std::string hash;
    // Each run is killed several times over until it comes to its end.
    for (std::uint64_t part = 0; hash.empty(); ++part) {
      const Started started(words);
      const double share = random_uniform(5, attempt, part);
      if (part < 3) {
        std::this_thread::sleep_for(share * time);
        started.signal(SIGKILL);
      }
      const Outcome outcome = started.wait();
      if (outcome.code == 0) {
        hash = outcome.json().text("model_hash");
      } else {
        ASSERT_EQ(outcome.code, 128 + SIGKILL) << outcome.err;
        ++killed;
      }
      if (std::filesystem::exists(out + "/job.toml")) words = resumed(out);
      if (std::filesystem::exists(out + "/checkpoint.ganglion")) ++went_on;
    }
    EXPECT_EQ(hash, whole);
  }
  EXPECT_GT(went_on, 5);
}

}  // namespace
}  // namespace ganglion::support

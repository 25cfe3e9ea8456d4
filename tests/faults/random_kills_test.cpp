// Runs of other kinds than the plain one (tests/end_to_end/resume_test.cpp), killed at random times
// again and again: what is left goes on to the same model.

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "ganglion/core/rng.h"
#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

struct KilledRun {
  std::string name;
  std::vector<std::string> options;
  friend void PrintTo(const KilledRun& run, std::ostream* out) { *out << run.name; }
};

class RandomKills : public testing::TestWithParam<KilledRun> {
 protected:
  std::vector<std::string> training(const std::string& out) const {
    std::filesystem::create_directories(scratch_ / "cache");
    std::vector<std::string> words = {"train",     data_,          "--target",   "kind",
                                      "--network", "dense 8",      "--epochs",   "60",
                                      "--dropout", "0.1",          "--patience", "0",
                                      "--out",     scratch_ / out, "--json",     "--quiet"};
    for (std::string word : GetParam().options) {
      words.push_back(word == "@cache" ? scratch_ / "cache" : word);
    }
    return words;
  }

  /// How many kills of a run that in the end came to `whole`.
  int kill_until_done(const std::string& out, std::uint64_t attempt,
                      std::chrono::duration<double> time, const std::string& whole) const {
    std::vector<std::string> words = training(out);
    int killed = 0;
    for (std::uint64_t part = 0; part < 10; ++part) {
      const Started started(words);
      if (part < 4) {
        std::this_thread::sleep_for(random_uniform(9, attempt, part) * time);
        started.signal(SIGKILL);
      }
      const Outcome outcome = started.wait();
      if (outcome.code == 0) {
        EXPECT_EQ(outcome.json().text("model_hash"), whole);
        return killed;
      }
      EXPECT_EQ(outcome.code, 128 + SIGKILL) << outcome.err;
      ++killed;
      const std::string folder = scratch_ / out;
      if (std::filesystem::exists(folder + "/job.toml")) {
        words = {"train", "--resume", "--out", folder, "--json", "--quiet"};
      }
    }
    ADD_FAILURE() << "no end";
    return killed;
  }

  Scratch scratch_;
  std::string data_ = scratch_.write("flowers.csv", flowers(200));
};

int runs_to_kill() {
  const char* text = std::getenv("FAULT_KILLS");
  return text == nullptr ? 4 : std::atoi(text);
}

TEST_P(RandomKills, ChangeNoBitSlow) {
  const auto begin = std::chrono::steady_clock::now();
  const Outcome run = run_program(training("whole"));
  ASSERT_EQ(run.code, 0) << run.err;
  const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
  int killed = 0;
  // Of runs that were killed after their end nothing is learnt: then there are more.
  for (int i = 0; i < runs_to_kill() || (killed < runs_to_kill() && i < 10 * runs_to_kill()); ++i) {
    killed += kill_until_done("run" + std::to_string(i), static_cast<std::uint64_t>(i), time,
                              run.json().text("model_hash"));
  }
  EXPECT_GE(killed, runs_to_kill());
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, RandomKills,
    testing::Values(KilledRun{"Streamed", {"--stream", "yes", "--cache", "@cache"}},
                    KilledRun{"CrossValidated", {"--cross-validate", "3"}},
                    KilledRun{"Ensemble", {"--ensemble", "3"}},
                    KilledRun{"Plateau", {"--schedule", "plateau", "--keep", "best"}}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace ganglion::support

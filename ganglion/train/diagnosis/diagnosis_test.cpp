#include "ganglion/train/diagnosis/diagnosis.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "ganglion/core/file.h"
#include "ganglion/core/markup.h"
#include "ganglion/core/setting.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/run/run.h"
#include "tests/support/diagnosed_tables.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::Pattern;
using ::testing::Contains;
using ::testing::HasSubstr;

std::vector<std::string> kinds_of(const RunResult& result) {
  std::vector<std::string> kinds;
  for (const Finding& finding : result.diagnosis) kinds.push_back(finding.kind);
  return kinds;
}

std::string texts_of_findings(const RunResult& result) {
  std::string text;
  for (const Finding& finding : result.diagnosis) text += finding.to_string() + "\n";
  return text;
}

/// The words of a command as a shell makes them.
std::vector<std::string> shell_words(const std::string& command) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : command) {
    if (c == '\'') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  return words;
}

/// The job that a command is.
Job job_typed(const std::string& command) {
  const std::vector<std::string> words = shell_words(command);
  EXPECT_EQ(words.at(0) + words.at(1), "ganglion" + std::string("train")) << command;
  Job job = {.data = words.at(2)};
  for (std::size_t i = 3; i < words.size(); i += 2) {
    const auto key = std::ranges::find_if(
        job_keys(), [&](const JobKey& known) { return flag_of(known.name) == words[i]; });
    EXPECT_NE(key, job_keys().end()) << command;
    key->set(job, {words.at(i + 1)});
  }
  return job;
}

class Diagnosis : public ::testing::Test {
 protected:
  /// A network that fits the patterns well.
  Job job(const std::string& csv) const {
    return {.data = folder_.write("t.csv", csv),
            .network = "dense 24 relu; dense 12 relu",
            .learning_rate = 0.01,
            .epochs = 200,
            .ensemble = 1,
            .threads = 1,
            .out = folder_ / "run"};
  }
  RunResult diagnosed(const Job& job) const { return run(job, {.progress = false}); }
  /// What the run says to try for a kind, done.
  RunResult tried(const RunResult& result, const std::string& kind) const {
    const auto finding = std::ranges::find(result.diagnosis, kind, &Finding::kind);
    Job again = job_typed(finding->command);
    again.threads = 1;
    again.out = folder_ / "again";
    return run(again, {.progress = false});
  }

  support::ScratchFolder folder_;
};

/// Nothing is wrong with these ten: no verdict holds of any of them.
class SoundData : public Diagnosis, public ::testing::WithParamInterface<int> {};

TEST_P(SoundData, HasNoFindings) {
  const auto pattern = static_cast<Pattern>(GetParam());
  Job sound = job(support::pattern_table(pattern, 1500));
  if (pattern == Pattern::labels) sound.targets = {"wide", "same"};
  const RunResult result = diagnosed(sound);
  EXPECT_EQ(texts_of_findings(result), "");
  EXPECT_EQ(result.to_json().array("diagnosis").size(), 0U);
  EXPECT_THAT(read_file(result.report), HasSubstr("Nothing stands out"));
}

INSTANTIATE_TEST_SUITE_P(All, SoundData, ::testing::Range(0, support::kPatterns));

/// A series whose test is at another level than all of its training rows.
std::string level_that_rises() {
  std::string csv = "day,y\n";
  for (int day = 0; day < 300; ++day) {
    csv += fmt::format("{},{}\n", 40'000 + day, (day < 235 ? 100 : 160) + day * 7 % 5);
  }
  return csv;
}

/// A class by the sign of x, which lies elsewhere, with other signs, in the last fifth of the rows.
std::string threshold_that_moves() {
  std::string csv = "day,x,z,kind\n";
  for (int row = 0; row < 600; ++row) {
    const double x = (row * 7919 % 1000) / 500.0 - 1.0;
    const double z = (row * 104729 % 1000) / 500.0 - 1.0;
    csv += fmt::format("{},{},{},{}\n", 20'000 + row, x + (row < 480 ? 0.0 : 1.5), z,
                       x > 0.0 ? "yes" : "no");
  }
  return csv;
}

/// Data or settings that are made to have one thing wrong.
struct Unsound {
  const char* kind;
  std::function<std::string()> table;
  std::function<void(Job&)> settings;
};

// NOLINTNEXTLINE(readability-function-size): a table
std::vector<Unsound> unsound_runs() {
  const auto disc = [] { return support::pattern_table(Pattern::disc, 600); };
  const auto linear = [] { return support::linear_table(600); };
  const auto wide = [] { return support::wide_noise_table(200); };
  const auto memorising = [](Job& job) {
    job.network = "dense 64 relu; dense 64 relu";
    job.l2 = 0.0;
    job.keep = KeptWeights::last;
    job.patience = 0;
    job.epochs = 100;
  };
  return {
      {"leak_suspected", [] { return support::leaking_table(600); }, [](Job&) {}},
      {"always_one_class", [] { return support::rare_class_table(600); }, [](Job&) {}},
      {"constant_prediction", [] { return support::pattern_table(Pattern::corners, 400); },
       [](Job& job) { job.l2 = 10.0; }},
      {"exploding_gradients", disc,
       [](Job& job) {
         job.learning_rate = 3.0;
         job.epochs = 10;
       }},
      {"vanishing_gradients", disc,
       [](Job& job) {
         job.network =
             "dense 8 sigmoid; dense 8 sigmoid; dense 8 sigmoid; dense 8 sigmoid; dense 8 "
             "sigmoid; dense 8 sigmoid; dense 8 sigmoid";
         job.epochs = 10;
       }},
      {"unfinished", disc,
       [](Job& job) {
         job.learning_rate = 0.001;
         job.epochs = 12;
       }},
      {"few_test_rows", [] { return support::pattern_table(Pattern::disc, 30); }, [](Job&) {}},
      {"overfitting", wide, memorising},
      {"worse_than_baseline", [] { return level_that_rises(); },
       [](Job& job) {
         job.targets = {"y"};
         job.time_column = "day";
         job.horizon = 7;
         job.season = 0;
         job.differencing = data::Differencing::none;
         job.network = "dense 8 relu";
       }},
      {"shifted_rows", threshold_that_moves,
       [](Job& job) {
         job.targets = {"kind"};
         job.time_column = "day";
       }},
      {"underfitting", [] { return support::pattern_table(Pattern::exclusive, 600); },
       [](Job& job) { job.network = ""; }},
      {"dead_units", disc, [](Job& job) { job.network = "dense 24 relu bias_init=constant(-6)"; }},
      {"saturated_units", disc, [](Job& job) { job.network = "dense 24 tanh init=normal(30)"; }},
      {"calibration_off", [] { return support::wide_noise_table(500); },
       [memorising](Job& job) {
         memorising(job);
         job.calibration = false;
       }},
      {"linear_is_enough", linear, [](Job&) {}},
  };
}

class UnsoundData : public Diagnosis, public ::testing::WithParamInterface<int> {};

TEST_P(UnsoundData, HasItsFinding) {
  const Unsound made = unsound_runs().at(static_cast<std::size_t>(GetParam()));
  Job unsound = job(made.table());
  made.settings(unsound);
  const RunResult result = diagnosed(unsound);
  EXPECT_THAT(kinds_of(result), Contains(made.kind)) << texts_of_findings(result);
  EXPECT_LE(result.diagnosis.size(), kMaxFindings);
  const std::string page = read_file(result.report);
  for (const Finding& finding : result.diagnosis) {
    EXPECT_FALSE(finding.numbers.empty()) << finding.kind;
    EXPECT_EQ(finding.to_string().find('\n'), std::string::npos);
    const Job next = job_typed(finding.command);
    EXPECT_EQ(next.data, unsound.data);
    EXPECT_THAT(page, HasSubstr(escape(finding.command)));
  }
}

INSTANTIATE_TEST_SUITE_P(All, UnsoundData,
                         ::testing::Range(0, static_cast<int>(unsound_runs().size())));

/// What is said to be tried does away with it.
TEST_F(Diagnosis, WhatItSaysToTryHelps) {
  for (const Unsound& made : unsound_runs()) {
    const std::string kind = made.kind;
    if (kind != "leak_suspected" && kind != "unfinished" && kind != "saturated_units" &&
        kind != "linear_is_enough" && kind != "dead_units" && kind != "underfitting") {
      continue;
    }
    Job unsound = job(made.table());
    made.settings(unsound);
    const RunResult result = diagnosed(unsound);
    ASSERT_THAT(kinds_of(result), Contains(kind));
    RunResult next = tried(result, kind);
    // Three times the epochs may be too few still: then it says so again.
    if (kind == "unfinished" && std::ranges::count(kinds_of(next), kind) > 0)
      next = tried(next, kind);
    EXPECT_THAT(kinds_of(next), ::testing::Not(Contains(kind))) << kind;
  }
}

/// A training that is cut short isn't told that a linear model is better.
TEST_F(Diagnosis, WhatFollowsFromAnotherIsLeftOut) {
  Job brief = job(support::linear_table(600));
  brief.epochs = 1;
  brief.learning_rate = 0.0001;
  const std::vector<std::string> kinds = kinds_of(diagnosed(brief));
  EXPECT_THAT(kinds, Contains("unfinished"));
  EXPECT_THAT(kinds, ::testing::Not(Contains("underfitting")));
  EXPECT_THAT(kinds, ::testing::Not(Contains("linear_is_enough")));
}

/// A network whose error is a third isn't said to be no better because two rows make the
/// difference.
TEST_F(Diagnosis, RowsThatTellLittleDontMakeALinearModelEnough) {
  std::string csv = "x,y\n";
  for (int row = 0; row < 400; ++row) {
    const double x = (row * 7919 % 1000) / 100.0 - 5.0;
    csv += fmt::format("{},{}\n", x, x > 4.8 ? 30.0 : x);
  }
  Job spikes = job(csv);
  spikes.task = data::Task::regression;
  const RunResult result = diagnosed(spikes);
  const Baseline& linear = result.assessment->baselines.back();
  EXPECT_GT(mean_of_rows(linear.losses).mean, 1.5 * mean_of_rows(result.assessment->losses).mean);
  EXPECT_THAT(kinds_of(result), ::testing::Not(Contains("linear_is_enough")));
}

TEST_F(Diagnosis, HiddenUnitsThatHaveNothingToDoAreNoFault) {
  std::string csv = "a,b,y\n";
  for (int row = 0; row < 1000; ++row) {
    const double a = (row * 7919 % 1000) / 500.0 - 1.0;
    const double b = (row * 104729 % 1000) / 500.0 - 1.0;
    csv += fmt::format("{},{},{}\n", a, b, 3 * a - b);
  }
  Job linear = job(csv);
  linear.network.reset();
  linear.linear_path = true;
  linear.epochs = 8;
  const std::vector<std::string> kinds = kinds_of(diagnosed(linear));
  EXPECT_THAT(kinds, ::testing::Not(Contains("dead_units")));
  EXPECT_THAT(kinds, ::testing::Not(Contains("vanishing_gradients")));
}

TEST_F(Diagnosis, NamesTheColumnsThatAreOtherwiseInTheTest) {
  Job later = job(threshold_that_moves());
  later.targets = {"kind"};
  later.time_column = "day";
  const RunResult result = diagnosed(later);
  const auto finding = std::ranges::find(result.diagnosis, "shifted_rows", &Finding::kind);
  ASSERT_NE(finding, result.diagnosis.end()) << texts_of_findings(result);
  EXPECT_THAT(finding->text, HasSubstr("most so in x (median 0.002 in training, 1.556 here)"));
  EXPECT_THAT(finding->command, HasSubstr("--ignore x"));
  EXPECT_THAT(kinds_of(result), ::testing::Not(Contains("overfitting")));
  later.time_column.clear();
  later.ignore = {"day"};
  EXPECT_THAT(kinds_of(diagnosed(later)), ::testing::Not(Contains("shifted_rows")))
      << "rows drawn from all";
}

TEST_F(Diagnosis, NamesTheLayerAndTheClass) {
  Job rare = job(support::rare_class_table(600));
  const RunResult one_class = diagnosed(rare);
  EXPECT_THAT(texts_of_findings(one_class), HasSubstr("F1 of \"yes\" is 0"));
  Job dead = job(support::pattern_table(Pattern::disc, 300));
  dead.network = "dense 24 relu bias_init=constant(-6)";
  dead.out = folder_ / "dead";
  const RunResult result = diagnosed(dead);
  const auto finding = std::ranges::find(result.diagnosis, "dead_units", &Finding::kind);
  ASSERT_NE(finding, result.diagnosis.end());
  EXPECT_EQ(finding->layer, "dense");
  EXPECT_EQ(finding->to_json().text("layer"), "dense");
  EXPECT_THAT(finding->command, HasSubstr("leaky_relu"));
}

}  // namespace
}  // namespace ganglion::train

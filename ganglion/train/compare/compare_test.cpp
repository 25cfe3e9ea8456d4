#include "ganglion/train/compare/compare.h"

#include <gmock/gmock.h>

#include <atomic>
#include <set>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/run/run.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(ParseSettings, ValuesGoOnToTheNextKey) {
  EXPECT_THAT(parse_settings("optimizer=sgd momentum=0.9 learning-rate=0.1"),
              ElementsAre(Pair("optimizer", "sgd momentum=0.9"), Pair("learning_rate", "0.1")));
  EXPECT_THAT(parse_settings("network=dense 8 relu; dense 4 relu dropout=0.2"),
              ElementsAre(Pair("network", "dense 8 relu; dense 4 relu"), Pair("dropout", "0.2")));
  EXPECT_THAT(parse_settings("network='dense 8 relu l2=0.1' l2=0.5"),
              ElementsAre(Pair("network", "dense 8 relu l2=0.1"), Pair("l2", "0.5")));
  EXPECT_THAT(parse_settings("network=''"), ElementsAre(Pair("network", "")));
  EXPECT_THAT(parse_settings("  "), testing::IsEmpty());
  EXPECT_THAT(support::error_of([] { parse_settings("optimiser=sgd"); }),
              HasSubstr("did you mean \"optimizer\"?"));
  EXPECT_THAT(support::error_of([] { parse_settings("network='dense 8"); }),
              HasSubstr("no closing '"));
}

TEST(Variant, NamesStandBeforeAColon) {
  const Job shared = {.data = "table.csv"};
  const Variant named = variant_of("slow: learning_rate=1e-4", shared);
  EXPECT_EQ(named.name, "slow");
  EXPECT_EQ(named.job.learning_rate, 1e-4);
  EXPECT_EQ(named.job.data, "table.csv");
  EXPECT_EQ(variant_of("l2=0.5", shared).name, "l2=0.5");
  EXPECT_EQ(variant_of("plain:", shared).name, "plain");
  EXPECT_THAT(support::error_of([&] { variant_of("epochs=many", shared); }),
              HasSubstr("`with`: \"epochs=many\": epochs: "));
}

/// Each key that counts as one of training is copied, and no other.
TEST(Variant, SettingsOfTrainingAreCopiedWhole) {
  const Job other =
      variant_of(
          "network=dense 3 tanh init=m freeze=dense loss=huber optimizer=sgd learning_rate=0.5 "
          "schedule=cosine epochs=3 batch_size=7 patience=2 keep=last ensemble=4 "
          "ensemble_validation=folds "
          "l2=0.25 dropout=0.5 augment=flip class_weight=balanced calibration=none "
          "replicas=4 precision=bf16 threads=3 time=5m effort=best linear_path=no seed=9 "
          "skip_rows=2",
          {})
          .job;
  const Job copied = with_training_of({}, other);
  for (const JobKey& key : job_keys()) {
    static const std::set<std::string> kNotSet = {"out", "cross_validate", "tensorboard"};
    if (kNotSet.contains(key.name)) continue;
    const bool training = is_training_key(key.name);
    EXPECT_EQ(key.toml(copied), key.toml(training ? other : Job())) << key.name;
    EXPECT_EQ(training, key.toml(copied) != key.toml(Job())) << key.name;
  }
}

class CompareTest : public ::testing::Test {
 protected:
  /// 120 rows of which `x` tells the class, but for noise.
  Job job() const {
    std::string text = "x,z,class\n";
    for (int i = 0; i < 120; ++i) {
      text += std::to_string((i % 2) + 0.1 * ((i * 37) % 11)) + ',' + std::to_string(i % 7) +
              (i % 2 == 0 ? ",a\n" : ",b\n");
    }
    return {.data = folder_.write("table.csv", text),
            .targets = {"class"},
            .epochs = 5,
            .ensemble = 1,
            .out = folder_ / "run"};
  }

  support::ScratchFolder folder_;
};

TEST_F(CompareTest, TrainsEachAsARunWould) {
  const Comparison found = compare({variant_of("optimizer=sgd", job()),
                                    variant_of("adam: optimizer=adam learning_rate=0.05", job())});
  ASSERT_EQ(found.variants.size(), 2U);
  EXPECT_EQ(found.part, "test");
  EXPECT_EQ(found.rows, 24);
  Job alone = variant_of("optimizer=adam learning_rate=0.05", job()).job;
  const RunResult run = train::run(alone, {.progress = false});
  EXPECT_EQ(found.variants[1].metrics, run.test->metrics);
  EXPECT_EQ(found.variants[1].runs[0].history["loss"].size(), 5U);
  std::vector<std::string> keys;
  for (const DifferingSetting& setting : found.differing) keys.push_back(setting.key);
  EXPECT_THAT(keys, ElementsAre("optimizer", "learning_rate"));
  EXPECT_EQ(found.to_json().array("variants").size(), 2U);
}

TEST_F(CompareTest, EndsWithTheVariantsThatAreTrainedWhenItIsStopped) {
  const auto compared = [&](int trainings) {
    std::atomic<bool> stop = false;
    int noted = 0;
    CompareOptions options = {.stop = &stop};
    options.listener.note = [&](const std::string& text) {
      if (text.find(", seed ") != std::string::npos && ++noted == trainings) stop = true;
    };
    const std::vector<Variant> variants = {variant_of("one: l2=0", job()),
                                           variant_of("two: l2=0.1", job()),
                                           variant_of("three: l2=1", job())};
    return compare(variants, options);
  };
  const Comparison two = compared(2);
  ASSERT_EQ(two.variants.size(), 2U);
  EXPECT_EQ(two.variants[1].name, "two");
  EXPECT_EQ(two.left_out, 1);
  EXPECT_FALSE(two.variants[1].differences.intervals.empty());
  EXPECT_EQ(compared(3).left_out, 0);
  EXPECT_EQ(compared(1).variants.size(), 1U);
}

TEST_F(CompareTest, SameSettingsDifferInNothing) {
  const Comparison found =
      compare({variant_of("one:", job()), variant_of("two:", job())}, {.seeds = 2});
  EXPECT_EQ(found.verdict(1, 0), "no clear difference");
  EXPECT_EQ(found.variants[1].differences.find("log_loss")->low, 0.0);
  EXPECT_EQ(found.variants[1].differences.find("log_loss")->high, 0.0);
  EXPECT_EQ(found.variants[0].runs.size(), 2U);
  EXPECT_NE(found.variants[0].runs[0].history["loss"], found.variants[0].runs[1].history["loss"]);
  EXPECT_TRUE(found.differing.empty());
}

TEST_F(CompareTest, ColumnsMayDifferButNotRows) {
  const Comparison found =
      compare({variant_of("all: l2=0.001", job()), variant_of("ignore=x", job())});
  EXPECT_EQ(found.verdict(1, 1), "worse");  // log loss: without x there is nothing to tell
  EXPECT_THAT(support::error_of([&] {
                compare({variant_of("all:", job()), variant_of("seed=2", job())});
              }),
              HasSubstr("seed=2: its rows are not those of the first variant"));
  EXPECT_THAT(support::error_of([&] {
                compare({variant_of("l2=1", job()), variant_of("l2=1", job())});
              }),
              HasSubstr("is given twice"));
}

}  // namespace
}  // namespace ganglion::train

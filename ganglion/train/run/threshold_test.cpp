// Thresholds that are chosen: on validation rows, kept in the model, and used by all who predict.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "ganglion/core/file.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/save.h"
#include "tests/support/diagnosed_tables.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;
using Goal = nn::ThresholdRule::Goal;

class Thresholds : public ::testing::Test {
 protected:
  Job job(support::Pattern pattern = support::Pattern::rare_ellipse) const {
    return {.data = folder_.write("t.csv", support::pattern_table(pattern, 400)),
            .network = "dense 8 relu",
            .learning_rate = 0.01,
            .epochs = 20,
            .ensemble = 1,
            .threads = 1};
  }

  RunResult trained(Job job) {
    job.out = folder_ / ("run" + std::to_string(runs_++));
    return run(std::move(job), {.progress = false});
  }

  /// What the model says of the validation rows of its job.
  nn::ThresholdCurve validation_curve(const RunResult& result) const {
    Job again = result.job.stated;
    const JobData data = read_job_data(again, {});
    Model model = load_model(result.model);
    return {model.predict(*data.validation)[0], data.validation->targets,
            data.preprocessing.state().positive};
  }

  support::ScratchFolder folder_;

 private:
  int runs_ = 0;
};

TEST_F(Thresholds, CostsChooseTheCheapestOnValidationRows) {
  Job costly = job();
  costly.cost = nn::MistakeCosts{1.0, 10.0};
  const RunResult result = trained(costly);
  const nn::ThresholdCurve curve = validation_curve(result);
  const double chosen = result.test->threshold;
  EXPECT_LT(chosen, 0.5);
  for (int i = 1; i < 100; ++i) {
    EXPECT_LE(curve.at(chosen).cost(*costly.cost), curve.at(0.01 * i).cost(*costly.cost)) << i;
  }
  EXPECT_EQ(result.to_json().number("threshold"), chosen);
  EXPECT_EQ(result.to_json().at("cost").number("false_negative"), 10.0);
  EXPECT_EQ(result.model_hash, trained(job()).model_hash);
}

TEST_F(Thresholds, F1IsAtItsHighestOnValidationRows) {
  Job best = job();
  best.threshold = {.goal = Goal::f1};
  const RunResult result = trained(best);
  const nn::ThresholdCurve curve = validation_curve(result);
  for (int i = 1; i < 100; ++i) {
    EXPECT_GE(curve.at(result.test->threshold).f1(), curve.at(0.01 * i).f1()) << i;
  }
}

/// The class that is written, the confusion matrix and accuracy are those of the threshold.
TEST_F(Thresholds, AreThoseOfThePredictions) {
  for (const char* positive : {"yes", "no"}) {
    Job set = job();
    set.positive = positive;
    set.threshold.value = 0.2;
    const RunResult result = trained(set);
    TablePredictor predictor(result.model);
    EXPECT_EQ(predictor.preprocessing().state().threshold, 0.2);
    const data::Table table = data::parse_table(read_file(set.data), "t.csv");
    const data::Table written = data::parse_table(predictor.csv(predictor.predict(table)), "p.csv");
    const Evaluation evaluation = predictor.evaluate(table);
    std::int64_t hits = 0;
    std::int64_t said = 0;
    for (std::int64_t row = 0; row < 400; ++row) {
      const double probability = written.column("probability_" + std::string(positive))
                                     .numbers[static_cast<std::size_t>(row)];
      const bool is_said = written.column("class").text(row) == positive;
      EXPECT_EQ(is_said, probability > 0.2) << row;
      said += is_said ? 1 : 0;
      hits += written.column("class").text(row) == table.column("kind").text(row) ? 1 : 0;
    }
    EXPECT_EQ(evaluation.metrics.front().second, static_cast<double>(hits) / 400.0);
    EXPECT_EQ(evaluation.confusion->accuracy(), static_cast<double>(hits) / 400.0);
    const auto used = std::ranges::find(evaluation.thresholds, 0.2, &nn::ThresholdPoint::threshold);
    EXPECT_EQ(used->true_positives + used->false_positives, said);
  }
}

TEST_F(Thresholds, AnotherOneMayBeTakenLater) {
  Job costly = job();
  costly.cost = nn::MistakeCosts{1.0, 10.0};
  const RunResult chosen = trained(costly);
  const RunResult plain = trained(job());
  TablePredictor predictor(plain.model);
  predictor.use_threshold({.goal = Goal::cost, .costs = *costly.cost});
  EXPECT_EQ(predictor.preprocessing().state().threshold, chosen.test->threshold);
  predictor.use_threshold({.value = 0.9});
  EXPECT_EQ(predictor.preprocessing().state().threshold, 0.9);
}

TEST_F(Thresholds, AreRefusedWhereTheyCannotBe) {
  Job both = job();
  both.threshold.value = 0.3;
  both.cost = nn::MistakeCosts{};
  EXPECT_THAT(support::error_of([&] { trained(both); }), HasSubstr("give one of them"));
  Job unwatched = job();
  unwatched.threshold.goal = Goal::f1;
  unwatched.validation = {.fraction = 0.0};
  EXPECT_THAT(support::error_of([&] { trained(unwatched); }), HasSubstr("`validation = 0.2`"));
  unwatched.threshold = {.value = 0.3};
  const RunResult fixed = trained(unwatched);
  TablePredictor predictor(fixed.model);
  EXPECT_THAT(support::error_of([&] { predictor.use_threshold({.goal = Goal::f1}); }),
              HasSubstr("give the threshold itself"));
  Job classes = job(support::Pattern::sectors);
  classes.threshold.value = 0.3;
  EXPECT_THAT(support::error_of([&] { trained(classes); }),
              HasSubstr("`threshold` is for the task binary"));
}

}  // namespace
}  // namespace ganglion::train

// What lies far outside the training rows, from a job to predictions.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <sstream>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/io/model_file.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/run.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::StartsWith;

class BoundsTest : public ::testing::Test {
 protected:
  /// y = 3x - 20 for x from 0 to 19.95: y from -20 to 39.85, all but a row or two in training.
  static std::string line() {
    std::ostringstream text;
    text << "x,y\n";
    for (int i = 0; i < 400; ++i) text << 0.05 * i << ',' << 0.15 * i - 20 << '\n';
    return text.str();
  }

  RunResult trained(Job job) {
    if (!job.network) job.network = "dense 8 relu";
    return trained_as_is(std::move(job), line());
  }

  RunResult trained_as_is(Job job, const std::string& text) {
    job.data = folder_.write("line.csv", text);
    job.targets = {"y"};
    job.validation = {.fraction = 0.1};
    job.test = {.fraction = 0};
    job.learning_rate = 0.02;
    if (!job.epochs) job.epochs = 60;
    if (!job.ensemble) job.ensemble = 1;
    job.out = folder_ / ("run" + std::to_string(runs_++));
    return run(job, {.progress = false});
  }

  /// Of x = 19, 1000 and 1e6.
  static std::vector<double> predicted(const RunResult& result, std::int64_t* clipped = nullptr) {
    TablePredictor predictor(result.model);
    const Tensor said =
        predictor.predict(data::parse_table("x\n19\n1000\n1e6\n", "new.csv"), clipped);
    const auto values = said.values<double>();
    return {values.begin(), values.end()};
  }

  support::ScratchFolder folder_;
  int runs_ = 0;
};

/// Inputs end at 19.95 + 0.2 * 19.95, where the line is at 51.8; the margin of y at 45.835.
TEST_F(BoundsTest, FarInputsGiveNoFarPredictions) {
  const RunResult bounded = trained({});
  EXPECT_EQ(bounded.job.stated.clip_inputs, true);
  EXPECT_EQ(bounded.job.stated.clip_output, true);
  std::int64_t clipped = 0;
  const auto within = predicted(bounded, &clipped);
  EXPECT_NEAR(within[0], 37, 2);
  EXPECT_NEAR(within[1], 45.8, 1);
  EXPECT_NEAR(within[2], 45.8, 1);
  EXPECT_EQ(clipped, 2);

  const auto inputs_only = predicted(trained({.clip_output = false}), &clipped);
  EXPECT_NEAR(inputs_only[2], 51.8, 3);
  EXPECT_EQ(clipped, 0);

  const RunResult unbounded = trained({.clip_inputs = false, .clip_output = false});
  EXPECT_NEAR(predicted(unbounded)[1], 2980, 300);
  // Inside the range and its margin nothing differs.
  EXPECT_EQ(predicted(unbounded)[0], within[0]);
  EXPECT_EQ(unbounded.model_hash, bounded.model_hash);
}

TEST_F(BoundsTest, ALinearModelGoesOnAsALine) {
  const RunResult linear = trained({.network = "", .epochs = 300});
  EXPECT_EQ(linear.job.stated.clip_inputs, false);
  EXPECT_EQ(linear.job.stated.clip_output, false);
  EXPECT_NEAR(predicted(linear)[1], 2980, 30);
}

/// Of 400 rows the default network has bins and a linear path, which goes on beside them.
TEST_F(BoundsTest, ANetworkThatBeginsAsAnExactLineGoesOnAsThatLine) {
  const RunResult straight = trained_as_is({.epochs = 20}, line());
  EXPECT_EQ(straight.job.stated.clip_inputs, false);
  EXPECT_EQ(straight.job.stated.clip_output, false);
  EXPECT_NEAR(predicted(straight)[1], 2980, 30);
  EXPECT_EQ(trained_as_is(straight.job.stated, line()).model_hash, straight.model_hash);

  const RunResult asked = trained_as_is({.clip_inputs = true, .epochs = 20}, line());
  EXPECT_EQ(asked.job.stated.clip_output, true);
  const RunResult without = trained_as_is({.epochs = 20, .linear_path = false}, line());
  EXPECT_EQ(without.job.stated.clip_inputs, true);
}

TEST_F(BoundsTest, ATargetWithABendIsClipped) {
  std::string bent = "x,y\n";
  for (int i = 0; i < 400; ++i) {
    // Linear regression explains 94 % of it.
    bent += fmt::format("{},{}\n", 0.05 * i, 0.05 * i - 20 + 0.05 * (0.05 * i) * (0.05 * i - 20));
  }
  const RunResult result = trained_as_is({.epochs = 2}, bent);
  EXPECT_EQ(result.job.stated.linear_path, true);
  EXPECT_EQ(result.job.stated.clip_inputs, true);
  EXPECT_EQ(result.job.stated.clip_output, true);
}

TEST_F(BoundsTest, EvaluateSaysWhatWasClipped) {
  TablePredictor predictor(trained({}).model);
  const Evaluation scores =
      predictor.evaluate(data::parse_table("x,y\n10,10\n1000,45\n", "rows.csv"));
  ASSERT_EQ(scores.notes.size(), 1U);
  EXPECT_THAT(scores.notes[0], StartsWith("1 of 2 predictions lay far outside the training range"));
}

TEST_F(BoundsTest, AModelKeepsItsBounds) {
  const RunResult result = trained({});
  const io::SavedModel saved = io::load_model(result.model);
  const data::PreprocessingState& state = *saved.info.preprocessing;
  EXPECT_TRUE(state.features[0].clip);
  EXPECT_TRUE(state.targets[0].clip);
  EXPECT_NEAR(state.targets[0].range->least, -20, 1);
  EXPECT_NEAR(state.targets[0].range->most, 39.85, 1);
}

}  // namespace
}  // namespace ganglion::train

#include "ganglion/train/run/fit_further.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "ganglion/data/read/read_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/fit_table.h"
#include "ganglion/train/save.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

class FitFurther : public ::testing::Test {
 protected:
  /// Rows of a number from 0 to 2, and of a class that is "high" where it is above `bound`; the
  /// last rows by a bound of their own.
  data::Table rows(int bound, int last_bound, const std::string& high = "high") {
    std::string text = "x,class\n";
    for (int i = 0; i < 90; ++i) {
      const bool above = i % 3 > (i < 72 ? bound : last_bound);
      text += std::to_string(i % 3) + (above ? "," + high + "\n" : ",low\n");
    }
    return data::read_table(folder_.write("rows.csv", text));
  }
  Model trained() {
    Job job = {.targets = {"class"}, .epochs = 20, .l2 = 0.0};
    job.ensemble = 1;
    return std::move(fit_table(job, rows(0)).model);
  }
  data::Table rows(int bound) { return rows(bound, bound); }

  support::ScratchFolder folder_;
};

TEST_F(FitFurther, LearnsFromTheOtherRows) {
  Model model = trained();
  fit_further(model, rows(1), {}, {.epochs = 300, .batch_size = 8});
  const data::Table asked = rows(1);
  const Tensor predictions = TablePredictor(std::move(model), "the model").predict(asked);
  for (std::size_t row = 0; row < 90; ++row) {
    EXPECT_EQ(predictions.values<float>()[row]<0.5F, row % 3> 1) << row;  // "high" is class 0
  }
}

TEST_F(FitFurther, TwoCallsAreOneOfTwoEpochs) {
  Model once = trained();
  Model twice = trained();
  fit_further(once, rows(1), {}, {.epochs = 2});
  fit_further(twice, rows(1));
  EXPECT_NE(model_hash(once), model_hash(twice));
  fit_further(twice, rows(1));
  EXPECT_EQ(model_hash(once), model_hash(twice));
}

TEST_F(FitFurther, RowsThatWeighNothingTeachNothing) {
  Model model = trained();
  Model other = trained();
  Tensor weights(Shape{90});
  std::fill_n(weights.values<float>().begin(), 45, 1.0F);
  fit_further(model, rows(1), weights, {.batch_size = 90});
  fit_further(other, rows(0), weights, {.batch_size = 90});
  EXPECT_NE(model_hash(model), model_hash(other)) << "their first half differs, too";
  std::ranges::fill(weights.values<float>(), 0.0F);
  const std::string before = model_hash(model.clone());
  Model untaught = model.clone();  // without the slots, which move weights on by themselves
  fit_further(untaught, rows(1), weights);
  EXPECT_EQ(model_hash(untaught), before);
}

TEST_F(FitFurther, StopsEarlyByTheLastRows) {
  Model model = trained();
  const History history =
      fit_further(model, rows(0, 1), {}, {.epochs = 500, .validation = 0.2, .patience = 2});
  EXPECT_LT(history.epochs.size(), 500U);
  EXPECT_THAT(history.stopped, HasSubstr("no improvement in val_loss"));
}

TEST_F(FitFurther, RefusesWhatDoesNotFit) {
  Model model = trained();
  EXPECT_THAT(support::error_of([&] { fit_further(model, rows(1, 1, "vast")); }),
              HasSubstr("vast"));
  EXPECT_THAT(support::error_of([&] { fit_further(model, rows(1), Tensor(Shape{3})); }),
              HasSubstr("weights of shape [3] for 90 rows"));
}

}  // namespace
}  // namespace ganglion::train

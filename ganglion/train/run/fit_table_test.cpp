#include "ganglion/train/run/fit_table.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "ganglion/data/read/read_table.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/save.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

class FitTable : public ::testing::Test {
 protected:
  /// 90 rows of a number, a text and a class; where the number is 1 only "b" is ever right.
  std::string csv() const {
    std::string text = "x,colour,class\n";
    for (int i = 0; i < 90; ++i) {
      text += std::to_string(i % 3) + (i % 2 == 0 ? ",red," : ",blue,");
      text += i % 3 == 0 ? "a\n" : "b\n";
    }
    return text;
  }
  std::string path_ = "table.csv";
  support::ScratchFolder folder_;
  Job job_ = {.targets = {"class"}, .epochs = 5};
};

TEST_F(FitTable, GivesTheBitsOfARunOnItsFile) {
  Job job = job_;
  job.data = folder_.write(path_, csv());
  job.out = folder_ / "run";
  TrainedJob trained = fit_table(job_, data::read_table(job.data));
  EXPECT_EQ(model_hash(trained.model), run(job, {.progress = false}).model_hash);
  EXPECT_EQ(trained.model.info().class_names, (std::vector<std::string>{"a", "b"}));
}

TEST_F(FitTable, TheModelPredictsTables) {
  const data::Table table = data::read_table(folder_.write(path_, csv()));
  job_.epochs = 60;
  TablePredictor predictor(fit_table(job_, table).model, "the model");
  const Tensor predictions = predictor.predict(table);
  ASSERT_EQ(predictions.shape(), (Shape{90, 1}));
  for (std::int64_t row = 0; row < 90; ++row) {
    EXPECT_EQ(predictions.values<float>()[static_cast<std::size_t>(row)] > 0.5F, row % 3 != 0);
  }
}

TEST_F(FitTable, RowsThatWeighNothingTeachNothing) {
  std::string text = csv();
  std::string wrong;  // as many rows again that say the opposite
  for (int i = 0; i < 90; ++i) {
    wrong += std::to_string(i % 3) + ",red," + (i % 3 == 0 ? "b\n" : "a\n");
  }
  const data::Table table = data::read_table(folder_.write(path_, text + wrong));
  Tensor weights(Shape{180});
  std::fill_n(weights.values<float>().begin(), 90, 1.0F);
  job_.epochs = 60;
  TablePredictor predictor(fit_table(job_, table, weights).model, "the model");
  const Tensor predictions = predictor.predict(table);
  for (std::size_t row = 0; row < 90; ++row) {
    EXPECT_EQ(predictions.values<float>()[row] > 0.5F, row % 3 != 0);
  }
}

TEST_F(FitTable, WeightsAreOnePerRow) {
  const data::Table table = data::read_table(folder_.write(path_, csv()));
  EXPECT_THAT(support::error_of([&] { fit_table(job_, table, Tensor(Shape{89})); }),
              HasSubstr("weights of shape [89] for 90 rows"));
}

}  // namespace
}  // namespace ganglion::train

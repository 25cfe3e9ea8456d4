#include "ganglion/train/evaluate/predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/save.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

/// A predictor of so many numbers that knows this preprocessing.
TablePredictor predictor_with(data::PreprocessingState state, std::int64_t outputs) {
  const support::ScratchFolder folder;
  Model model(nn::Network(
      {nn::Input(Shape{1}), nn::Dense{.units = outputs, .activation = nn::Activation::sigmoid}}));
  state.features = {{.name = "x"}};
  if (state.targets.empty()) state.targets = {{.name = "y"}};
  model.mutable_info().preprocessing = state;
  save_model(model, folder / "m.ganglion");
  return TablePredictor(folder / "m.ganglion");
}

/// An unknown loss must not turn logits into probabilities of 2.1.
TEST(Predictions, OfClassesAreProbabilities) {
  const support::ScratchFolder folder;
  Model model(nn::Network({nn::Input(Shape{1}), nn::Dense{.units = 1}}));
  model.mutable_info().preprocessing = data::PreprocessingState{.task = data::Task::binary,
                                                                .features = {{.name = "x"}},
                                                                .targets = {{.name = "y"}},
                                                                .class_names = {"no", "yes"}};
  save_model(model, folder / "m.ganglion");
  EXPECT_THAT(support::error_of([&] { TablePredictor{folder / "m.ganglion"}; }),
              testing::HasSubstr("predictions of classes are probabilities"));
}

TEST(Predictions, OfTwoClasses) {
  const TablePredictor predictor =
      predictor_with({.task = data::Task::binary, .class_names = {"no", "yes, \"sir\""}}, 1);
  const Tensor predictions = Tensor::of<float>(Shape{2, 1}, {0.25F, 0.9F});
  EXPECT_EQ(predictor.csv(predictions),
            "class,probability_no,\"probability_yes, \"\"sir\"\"\"\n"
            "no,0.75,0.25\n"
            "\"yes, \"\"sir\"\"\",0.100000024,0.9\n");
  EXPECT_EQ(predictor.json(predictions),
            R"([{"class":"no","probability_no":0.75,"probability_yes, \"sir\"":0.25},)"
            R"({"class":"yes, \"sir\"","probability_no":0.100000024,)"
            R"("probability_yes, \"sir\"":0.9}])");
}

TEST(Predictions, OfFilesAndSeveralClasses) {
  const TablePredictor predictor =
      predictor_with({.task = data::Task::multiclass, .class_names = {"0", "1", "2"}}, 3);
  const Tensor predictions = Tensor::of<float>(Shape{1, 3}, {1e-4F, 0.0F, 1.0F});
  EXPECT_EQ(predictor.csv(predictions, {.files = {"a,b.png"}}),
            "file,class,probability_0,probability_1,probability_2\n"
            "\"a,b.png\",2,1e-04,0.0,1.0\n");
  EXPECT_EQ(predictor.json(predictions, {.files = {"a,b.png"}}),
            R"([{"file":"a,b.png","class":"2",)"
            R"("probability_0":1e-04,"probability_1":0.0,"probability_2":1.0}])");
}

TEST(Predictions, OfLabelsInTheWordsOfTheTable) {
  const TablePredictor predictor =
      predictor_with({.task = data::Task::multilabel,
                      .targets = {{.name = "happy"}, {.name = "calm", .no = "no", .yes = "yes"}}},
                     2);
  const Tensor predictions = Tensor::of<float>(Shape{2, 2}, {0.75F, 0.25F, 0.5F, 0.625F});
  EXPECT_EQ(predictor.csv(predictions),
            "happy,calm,probability_happy,probability_calm\n1,no,0.75,0.25\n0,yes,0.5,0.625\n");
  EXPECT_EQ(predictor.json(predictions),
            R"([{"happy":1,"calm":"no","probability_happy":0.75,"probability_calm":0.25},)"
            R"({"happy":0,"calm":"yes","probability_happy":0.5,"probability_calm":0.625}])");
}

TEST(Predictions, OfNumbers) {
  const TablePredictor predictor = predictor_with(
      {.task = data::Task::regression, .targets = {{.name = "a"}, {.name = "b"}}}, 2);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor predictions =
      Tensor::of<float>(Shape{3, 2}, {183721376.0F, -12.0F, 1e5F, 0.1F, nan, -1e-7F});
  EXPECT_EQ(predictor.csv(predictions), "a,b\n183721380.0,-12.0\n1e+05,0.1\n\"nan\",-1e-07\n");
  EXPECT_EQ(predictor.json(predictions),
            R"([{"a":183721380.0,"b":-12.0},{"a":1e+05,"b":0.1},{"a":"nan","b":-1e-07}])");
  EXPECT_EQ(predictor.json(Tensor(Shape{0, 2})), "[]");
}

}  // namespace
}  // namespace ganglion::train

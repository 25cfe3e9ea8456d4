#include "ganglion/train/evaluate/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/counted_rows.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

Tensor normal(const Shape& shape) {
  Tensor tensor(shape);
  std::uint64_t i = 0;
  for (float& value : tensor.values<float>()) value = static_cast<float>(random_normal(1, 1, i++));
  return tensor;
}

TEST(Evaluation, RunsEachRowOnce) {
  constexpr std::int64_t kRows = 600;
  const auto rows = std::make_shared<support::CountedRows>(normal(Shape{kRows, 3}));
  const data::Dataset data = {
      .features = Tensor(Shape{kRows, 0}), .targets = normal(Shape{kRows}), .stored = rows};
  const data::Preprocessing preprocessing({.targets = {{.name = "y", .mean = 5.0, .std = 2.0}}});
  Model model(nn::Network({nn::Input(Shape{3}), nn::Dense{.units = 1}}));
  model.compile({.loss = nn::MeanSquaredError{}});
  const Evaluation evaluation = evaluate(model, preprocessing, data);
  EXPECT_EQ(evaluation.rows, kRows);
  EXPECT_EQ(evaluation.metrics.front().first, "mae");
  EXPECT_EQ(rows->read_so_far(), kRows);
}

/// The plan with a loss and the one without run the same kernels.
TEST(Evaluation, PredictsTheBitsOfPredict) {
  struct Case {
    const char* layers;
    nn::Activation output;
    nn::Loss loss;
    std::int64_t units = 1;
    Precision precision = Precision::f32;
  };
  const nn::Loss classes = nn::SparseCategoricalCrossentropy{.from_logits = true};
  const Case cases[] = {
      {"dense 25 relu; dense 15 relu", nn::Activation::linear, classes, 10},
      {"dense 300 relu", nn::Activation::linear, classes, 3, Precision::bf16},
      {"reshape 1x8x8; conv2d 8 3x3 relu same; maxpool 2; flatten", nn::Activation::linear, classes,
       10},
      {"dense 7 tanh", nn::Activation::softmax, nn::SparseCategoricalCrossentropy{}, 3},
      {"dense 9 sigmoid", nn::Activation::linear, nn::BinaryCrossentropy{.from_logits = true}},
      {"", nn::Activation::sigmoid, nn::BinaryCrossentropy{}},
      {"dense 20; batchnorm; activation relu", nn::Activation::softplus, nn::MeanSquaredError{}},
  };
  for (const Case& c : cases) {
    std::vector<nn::Layer> layers = {nn::Input(Shape{64})};
    for (const nn::Layer& layer : nn::parse_network(c.layers)) layers.push_back(layer);
    layers.emplace_back(nn::Dense{.units = c.units, .activation = c.output});
    Model model((nn::Network(layers)));
    model.compile({.loss = c.loss, .precision = c.precision});
    data::Dataset data = {.features = normal(Shape{300, 64})};
    data.targets = c.units == 1 ? Tensor(Shape{300}) : Tensor(Shape{300}, DType::i32);
    EXPECT_TRUE(
        support::same_bits(model.evaluate(data).predictions.at(0), model.predict(data).at(0)))
        << c.layers;
  }
}

TEST(Evaluation, NamesTheClassesThatAMeanLeavesOut) {
  const data::Preprocessing preprocessing(
      {.task = data::Task::multiclass, .class_names = {"a", "b", "c"}});
  Scores scores{.values = {{"loss", 1.0}},
                .predictions = {Tensor::of<float>(
                    Shape{3, 3}, {0.6F, 0.3F, 0.1F, 0.2F, 0.7F, 0.1F, 0.5F, 0.3F, 0.2F})}};
  data::Dataset rows = {.features = Tensor(Shape{3, 1}),
                        .targets = Tensor::of<std::int32_t>(Shape{3}, {0, 1, 0})};
  const Evaluation two = evaluation_of(scores, preprocessing, rows);
  EXPECT_THAT(two.notes,
              ::testing::Contains(::testing::HasSubstr("roc_auc is the mean over 2 of 3 classes; "
                                                       "on these rows it is not defined for "
                                                       "\"c\"")));
  EXPECT_NE(two.to_json().find("notes"), nullptr);
  rows.targets = Tensor::of<std::int32_t>(Shape{3}, {1, 1, 1});
  const io::Json one = evaluation_of(scores, preprocessing, rows).to_json();
  EXPECT_TRUE(one.at("metrics").at("roc_auc").is_null());
}

/// A matrix of 2000 x 2000 counts would be 8 MB of zeros.
TEST(Evaluation, WritesTheCellsOfManyClasses) {
  Evaluation evaluation;
  evaluation.confusion.emplace(2000);
  Tensor predictions(Shape{3, 2000});
  const std::vector<std::int32_t> predicted = {7, 1999, 7};
  for (std::size_t row = 0; row < 3; ++row) {
    predictions.values<float>()[row * 2000 + static_cast<std::size_t>(predicted[row])] = 1.0F;
  }
  evaluation.confusion->update(predictions, Tensor::of<std::int32_t>(Shape{3}, {5, 1999, 5}));
  const io::Json json = evaluation.to_json().at("metrics").at("confusion");
  EXPECT_EQ(json.at("cells").dump(), "[[5,7,2],[1999,1999,1]]");
  EXPECT_EQ(json.dump().find("counts"), std::string::npos);
}

}  // namespace
}  // namespace ganglion::train

// What is told of a row is what was computed: no number stands for one that is missing.
#include <gmock/gmock.h>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "tests/support/numbers_of.h"

namespace ganglion::train {
namespace {

using support::numbers_of;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

data::Dataset numbers_row(std::initializer_list<float> features, Tensor target = {}) {
  data::Dataset row;
  row.features = Tensor::of<float>({1, std::ssize(features)}, features);
  row.targets = std::move(target);
  return row;
}

TEST(ExplainNumbers, WhatIsNotTrainedHasNoDerivative) {
  Sequential model({nn::Input({2}), nn::Normalization{{0.5, 1}, {2, 1}}, nn::Dense{2, tanh},
                    nn::BatchNormalization{}, nn::Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{}});
  const Explanation e = explain(model, numbers_row({1, 2}, Tensor::of<float>({1}, {5})));
  int constants = 0;
  for (const ExplainedLayer& layer : e.layers) {
    for (const ExplainedValue& value : layer.parameters) {
      const bool constant = value.name.find("mean") != std::string::npos ||
                            value.name.find("variance") != std::string::npos;
      EXPECT_EQ(value.derivative.has_value(), !constant) << value.name;
      constants += constant ? 1 : 0;
    }
  }
  EXPECT_EQ(constants, 4) << "mean and variance of both";
  EXPECT_THAT(to_text(e), Not(HasSubstr("d/dmean")));
  EXPECT_THAT(to_text(e), HasSubstr("d/dgamma"));
}

TEST(ExplainNumbers, AValueThatTheGoalDoesNotDependOnHasTheDerivativeZero) {
  Sequential model({nn::Input({1}), nn::Dense{2}});
  const Explanation e = explain(model, numbers_row({3}));
  EXPECT_EQ(e.goal, "output[0]");
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[0].derivative), ElementsAre(3.0, 0.0));
  EXPECT_FALSE(e.regularization.has_value()) << "there is no loss";
}

TEST(ExplainNumbers, ThePenaltyIsBesideLossDerivativesAndCount) {
  const auto with = [](double l2) {
    Sequential model({nn::Input({1}), nn::Dense{.units = 1, .activation = relu, .kernel_l2 = l2},
                      nn::Dense{.units = 1, .kernel_l2 = l2}});
    model.compile({.loss = nn::MeanSquaredError{}, .seed = 1});
    for (const char* weight : {"dense/kernel", "dense_1/kernel"}) {
      model.set_weight(weight, Tensor::of<float>({1, 1}, {2.0F}));
    }
    return model;
  };
  const data::Dataset row = numbers_row({3}, Tensor::of<float>({1}, {5}));
  const Explanation plain = explain(with(0.0), row);
  const Explanation e = explain(with(0.25), row);
  EXPECT_EQ(e.loss, 49.0) << "(12 - 5)^2";
  EXPECT_EQ(*e.regularization, 2.0) << "0.25 (2^2 + 2^2)";
  EXPECT_EQ(*plain.regularization, 0.0);
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[0].derivative), ElementsAre(14.0 * 2 * 3));
  EXPECT_EQ(e.count.nodes, plain.count.nodes);
  EXPECT_EQ(e.count.numbers, plain.count.numbers);
  EXPECT_THAT(to_text(e), HasSubstr("Loss: 49 (mean_squared_error)\nRegularisation: 2 ("));
  EXPECT_EQ(to_json(e).number("loss"), 49.0);
  EXPECT_EQ(to_json(e).number("regularization"), 2.0);
  EXPECT_EQ(draw_explanation(with(0.25), row, nullptr, PictureFormat::dot),
            draw_explanation(with(0.0), row, nullptr, PictureFormat::dot));
}

TEST(ExplainNumbers, TheCountIsInNumbersOnBothSides) {
  // 3 inputs, 4 units, 2 units, for one row: x W, + b, tanh of 4 numbers each; x W, + b of 2 each;
  // their differences to the targets and the squares of 2 each, and the mean.
  Sequential model({nn::Input({3}), nn::Dense{4, tanh}, nn::Dense{2}});
  model.compile({.loss = nn::MeanSquaredError{}});
  const Explanation e = explain(model, numbers_row({1, 2, 3}, Tensor::of<float>({1, 2}, {0, 0})));
  EXPECT_EQ(e.count.parameters, 3 * 4 + 4 + 4 * 2 + 2);
  EXPECT_GE(e.count.numbers, 3 * 4 + 2 * 2 + 2 * 2 + 1);
  EXPECT_LE(e.count.numbers, 3 * 4 + 2 * 2 + 2 * 2 + 3)
      << "the mean is a sum, a product, a reshape";
  EXPECT_THAT(to_text(e), HasSubstr("One parameter at a time: " + std::to_string(e.count.numbers) +
                                    " × 26 = " + std::to_string(26 * e.count.numbers)));
}

TEST(ExplainNumbers, AttributionsOfRawNumbersStartFromTheirMean) {
  // Years and metres as they are, scaled by the network: (x - mean) / sqrt(variance).
  Sequential model({nn::Input({2}), nn::Normalization{{2008, 1.5}, {4, 0.25}}, nn::Dense{1}});
  model.set_weight("dense/kernel", Tensor::of<float>({2, 1}, {3, 2}));
  const ExplainedOutput output = explain(model, numbers_row({2009, 2})).outputs.at(0);
  EXPECT_NEAR(output.features[0], 3 * (2009 - 2008) / 2.0, 1e-6) << "not 3 * 2009 / 2";
  EXPECT_NEAR(output.features[1], 2 * (2 - 1.5) / 0.5, 1e-6);
  EXPECT_NEAR(output.at_baseline, 0, 1e-6);
}

}  // namespace
}  // namespace ganglion::train

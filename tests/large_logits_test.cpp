// Cross-entropy from logits of ±10^4, through a whole training step on the fast kernels: with zero
// weights and the logits as biases, loss and derivatives are known exactly, and plain gradient
// descent at rate 1 shows the derivatives as changes of the biases.
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/optim/sgd.h"
#include "ganglion/train/model.h"

namespace ganglion {
namespace {

/// Biases before, what a step at rate 1 took off them, and the loss before the step.
struct Step {
  double loss = 0;
  std::vector<double> gradient;
};

Step step_of(const std::vector<float>& logits, const nn::Loss& loss, const Tensor& targets) {
  const auto units = static_cast<std::int64_t>(logits.size());
  train::Sequential model({nn::Input({1}), nn::Dense{.units = units}});
  model.compile({.loss = loss, .optimizer = optim::SGD{.learning_rate = 1}});
  model.set_weight("dense/kernel", Tensor(Shape{1, units}));
  model.set_weight("dense/bias", Tensor::of({units}, logits));
  const std::int64_t rows = targets.shape()[0];
  Tensor features(Shape{rows, 1});
  for (float& x : features.values<float>()) x = 1;
  const data::Dataset data = {.features = features, .targets = targets};
  const double evaluated = model.evaluate(data).at("loss");
  const auto history = model.fit(data, {.epochs = 1, .batch_size = rows});
  EXPECT_EQ(history["loss"][0], evaluated);
  Step step{.loss = evaluated, .gradient = {}};
  const Tensor bias = model.weight("dense/bias");
  for (std::size_t i = 0; i < logits.size(); ++i) {
    step.gradient.push_back(static_cast<double>(logits[i]) -
                            static_cast<double>(bias.values<float>()[i]));
  }
  return step;
}

Step softmax_step(const std::vector<float>& logits, std::int32_t label) {
  return step_of(logits, nn::SparseCategoricalCrossentropy{.from_logits = true},
                 Tensor::of<std::int32_t>({1}, {label}));
}

Step sigmoid_step(float logit, float target) {
  return step_of({logit}, nn::BinaryCrossentropy{.from_logits = true},
                 Tensor::of<float>({1, 1}, {target}));
}

TEST(LargeLogits, SoftmaxCrossEntropyIsExact) {
  const Step right = softmax_step({1e4F, -1e4F, 0}, 0);
  EXPECT_EQ(right.loss, 0.0);
  EXPECT_EQ(right.gradient, (std::vector<double>{0, 0, 0}));

  const Step wrong = softmax_step({1e4F, -1e4F, 0}, 1);
  EXPECT_EQ(wrong.loss, 2e4);
  EXPECT_EQ(wrong.gradient, (std::vector<double>{1, -1, 0}));

  const Step tie = softmax_step({1e4F, 1e4F}, 0);
  EXPECT_NEAR(tie.loss, std::log(2.0), 1e-7);
  EXPECT_EQ(tie.gradient, (std::vector<double>{-0.5, 0.5}));

  const Step all_low = softmax_step({-1e4F, -1e4F, -1e4F, -1e4F}, 2);
  EXPECT_NEAR(all_low.loss, std::log(4.0), 1e-7);
  EXPECT_EQ(all_low.gradient, (std::vector<double>{0.25, 0.25, -0.75, 0.25}));
}

TEST(LargeLogits, SigmoidCrossEntropyIsExact) {
  for (const float logit : {1e4F, -1e4F}) {
    const float sure = logit > 0 ? 1.0F : 0.0F;
    const Step right = sigmoid_step(logit, sure);
    EXPECT_EQ(right.loss, 0.0);
    EXPECT_EQ(right.gradient[0], 0.0);

    const Step wrong = sigmoid_step(logit, 1 - sure);
    EXPECT_EQ(wrong.loss, 1e4);
    EXPECT_EQ(wrong.gradient[0], logit > 0 ? 1.0 : -1.0);

    const Step undecided = sigmoid_step(logit, 0.5F);
    EXPECT_EQ(undecided.loss, 5e3);
    EXPECT_EQ(undecided.gradient[0], logit > 0 ? 0.5 : -0.5);
  }
}

TEST(LargeLogits, CategoricalCrossEntropyIsExact) {
  const nn::Loss loss = nn::CategoricalCrossentropy{.from_logits = true};
  const Step wrong = step_of({1e4F, -1e4F, 0}, loss, Tensor::of<float>({1, 3}, {0, 0, 1}));
  EXPECT_EQ(wrong.loss, 1e4);
  EXPECT_EQ(wrong.gradient, (std::vector<double>{1, 0, -1}));
  const Step smooth = step_of({1e4F, -1e4F}, loss, Tensor::of<float>({1, 2}, {0.75F, 0.25F}));
  EXPECT_EQ(smooth.loss, 5e3);
  EXPECT_EQ(smooth.gradient, (std::vector<double>{0.25, -0.25}));
}

}  // namespace
}  // namespace ganglion

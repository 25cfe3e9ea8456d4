#include "ganglion/train/linear/linear_fit.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ganglion::train {
namespace {

TEST(LinearFit, ComparesALineWithTheMeanOfTheTrainingTargets) {
  const data::Dataset train = {.features = Tensor::of<float>(Shape{4, 1}, {0, 1, 2, 3}),
                               .targets = Tensor::of<float>(Shape{4}, {1, 3, 5, 7})};
  const data::Dataset rows = {.features = Tensor::of<float>(Shape{2, 1}, {5, 6}),
                              .targets = Tensor::of<float>(Shape{2}, {11, 15})};
  const LinearModel line(data::Task::regression, train, {});
  const LinearFit fit = linear_fit(line, data::Task::regression, train, rows);
  // 2x + 1 says 11 and 13, but for an L2 of 0.01, the mean 4.
  EXPECT_NEAR(fit.loss, (0.0 + 4.0) / 2, 0.2);
  EXPECT_NEAR(fit.constant_loss, (49.0 + 121.0) / 2, 1e-9);
  EXPECT_NEAR(fit.r2(), 1.0 - fit.loss / 85.0, 1e-12);
  EXPECT_TRUE(fit.beats_constant());
}

TEST(LinearFit, ConstantOfClassesIsTheirShares) {
  const data::Dataset train = {.features = Tensor::of<float>(Shape{4, 1}, {0, 1, 2, 3}),
                               .targets = Tensor::of<std::int32_t>(Shape{4}, {0, 2, 2, 1}),
                               .class_names = {"a", "b", "c"}};
  const LinearModel model(data::Task::multiclass, train, {});
  const LinearFit fit = linear_fit(model, data::Task::multiclass, train, train);
  EXPECT_NEAR(fit.constant_loss, -(2 * std::log(0.25) + 2 * std::log(0.5)) / 4, 1e-6);
}

}  // namespace
}  // namespace ganglion::train

#include "ganglion/train/evaluate/row_losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace ganglion::train {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(RowLosses, OfEachTask) {
  const Tensor two = Tensor::of(Shape{2, 1}, {0.25F, 0.75F});
  EXPECT_THAT(row_losses(data::Task::binary, two, Tensor::of<std::int32_t>(Shape{2}, {0, 1})),
              ElementsAre(DoubleNear(-std::log(0.75), 1e-6), DoubleNear(-std::log(0.75), 1e-6)));
  const Tensor three = Tensor::of(Shape{1, 3}, {0.5F, 0.25F, 0.25F});
  EXPECT_THAT(row_losses(data::Task::multiclass, three, Tensor::of<std::int32_t>(Shape{1}, {2})),
              ElementsAre(DoubleNear(std::log(4.0), 1e-6)));
  const Tensor labels = Tensor::of(Shape{1, 2}, {0.5F, 0.0F});
  EXPECT_THAT(row_losses(data::Task::multilabel, labels, Tensor::of(Shape{1, 2}, {1.0F, 1.0F})),
              ElementsAre(DoubleNear(0.5 * (std::log(2.0) + std::log(1e7)), 1e-6)));
  EXPECT_THAT(row_losses(data::Task::regression, labels, Tensor::of(Shape{1, 2}, {1.5F, 2.0F})),
              ElementsAre(2.5));
}

TEST(RowLosses, MeansHaveTheirStandardErrors) {
  const std::array<double, 4> a = {1.0, 2.0, 3.0, 6.0};
  const std::array<double, 4> b = {1.0, 1.0, 1.0, 1.0};
  EXPECT_DOUBLE_EQ(mean_of_rows(a).mean, 3.0);
  EXPECT_DOUBLE_EQ(mean_of_rows(a).standard_error, std::sqrt(14.0 / 3.0 / 4.0));
  EXPECT_DOUBLE_EQ(mean_difference(a, b).mean, 2.0);
  EXPECT_DOUBLE_EQ(mean_difference(a, a).standard_error, 0.0);
  EXPECT_TRUE(std::isnan(mean_of_rows(std::span(a).first(1)).standard_error));
}

TEST(RowLosses, OfGroupsCountOnceInTheirErrors) {
  const std::array<double, 4> a = {1.0, 2.0, 3.0, 6.0};
  const std::array<std::int64_t, 4> own = {7, 2, 9, 4};
  EXPECT_DOUBLE_EQ(mean_of_rows(a, own).standard_error, mean_of_rows(a).standard_error);
  const std::array<double, 6> twice = {1.0, 1.0, 2.0, 2.0, 6.0, 6.0};
  const std::array<double, 3> once = {1.0, 2.0, 6.0};
  const std::array<std::int64_t, 6> pairs = {0, 0, 1, 1, 2, 2};
  EXPECT_DOUBLE_EQ(mean_of_rows(twice, pairs).mean, 3.0);
  EXPECT_DOUBLE_EQ(mean_of_rows(twice, pairs).standard_error, mean_of_rows(once).standard_error)
      << "copies tell nothing new";
  const std::array<std::int64_t, 4> one = {3, 3, 3, 3};
  EXPECT_TRUE(std::isnan(mean_of_rows(a, one).standard_error));
}

}  // namespace
}  // namespace ganglion::train

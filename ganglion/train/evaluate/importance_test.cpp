#include "ganglion/train/evaluate/importance.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/evaluate/measure_layers.h"

namespace ganglion::train {
namespace {

/// y = 3 a + b, and c counts for nothing; every column has deviation 1.
struct Line {
  Line() {
    constexpr std::int64_t kRows = 500;
    data.features = Tensor(Shape{kRows, 3});
    data.targets = Tensor(Shape{kRows});
    auto x = data.features.values<float>();
    for (std::uint64_t i = 0; i < kRows; ++i) {
      for (std::uint64_t j = 0; j < 3; ++j) {
        x[i * 3 + j] = static_cast<float>(random_normal(1, 1, i * 3 + j));
      }
      data.targets.values<float>()[i] = 3.0F * x[i * 3] + x[i * 3 + 1];
    }
    model.set_weight("dense/kernel", Tensor::of(Shape{3, 1}, {3.0F, 1.0F, 0.0F}));
    data::PreprocessingState state{.task = data::Task::regression,
                                   .targets = {{.name = "y", .mean = 50.0, .std = 10.0}}};
    for (const char* name : {"a", "b", "c"}) {
      state.features.push_back({.name = name, .kind = data::ColumnKind::number});
    }
    preprocessing.emplace(std::move(state));
  }

  data::Dataset data;
  Model model = Model(nn::Network({nn::Input(Shape{3}), nn::Dense{.units = 1}}));
  std::optional<data::Preprocessing> preprocessing;
};

TEST(Importance, IsTheRiseOfTheErrorInTheUnitOfTheTarget) {
  Line line;
  const auto found = permutation_importance(line.model, *line.preprocessing, line.data);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].column, "a");
  EXPECT_EQ(found[1].column, "b");
  EXPECT_EQ(found[2].column, "c");
  // The error of 3 a' - 3 a has deviation 3 sqrt(2), times the 10 of the target's unit.
  EXPECT_NEAR(found[0].rise, 42.4, 3.0);
  EXPECT_NEAR(found[1].rise, 14.1, 1.5);
  EXPECT_NEAR(found[2].rise, 0.0, 1e-4);
  EXPECT_GT(found[0].deviation, 0.0);
}

TEST(Importance, MeasuresNothingWhenItWouldTakeTooLong) {
  Line line;
  const auto found =
      permutation_importance(line.model, *line.preprocessing, line.data, {.work = 100.0});
  EXPECT_TRUE(found.empty());
}

TEST(Importance, OneRepeatHasNoDeviation) {
  Line line;
  const auto found =
      permutation_importance(line.model, *line.preprocessing, line.data, {.repeats = 1});
  ASSERT_FALSE(found.empty());
  EXPECT_TRUE(std::isnan(found[0].deviation)) << "unknown, not 0";
}

TEST(LayerHealth, CountsDeadAndSaturatedUnits) {
  Model model(nn::Network(
      {nn::Input(Shape{3}), nn::Dense{.units = 4, .activation = nn::Activation::relu},
       nn::Dense{.units = 2, .activation = nn::Activation::sigmoid}, nn::Dense{.units = 1}}));
  // Two units are below zero whatever comes; one of the sigmoids is always near 1.
  model.set_weight("dense/bias", Tensor::of(Shape{4}, {-100.0F, 0.0F, 0.0F, -100.0F}));
  model.set_weight("dense_1/kernel", Tensor(Shape{4, 2}));
  model.set_weight("dense_1/bias", Tensor::of(Shape{2}, {0.0F, 9.0F}));
  const Line line;
  const auto layers = layer_health(model, nn::MeanSquaredError{}, line.data, 1);
  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[0].activation, "relu");
  EXPECT_EQ(layers[0].dead, 0.5);
  EXPECT_FALSE(layers[0].saturated.has_value());
  EXPECT_EQ(layers[0].parameters, 16);
  EXPECT_EQ(layers[0].multiply_adds, 12) << "one for each weight but the biases";
  EXPECT_EQ(layers[0].gradient_norm, 0.0) << "nothing comes through weights of zero";
  EXPECT_EQ(layers[1].saturated, 0.5);
  EXPECT_FALSE(layers[1].dead.has_value());
  EXPECT_GT(layers[2].gradient_norm.value(), 0.0);
}

TEST(LayerHealth, CountsDeadFilters) {
  data::Dataset rows;
  rows.features = Tensor(Shape{20, 1, 4, 4});
  for (std::size_t i = 0; i < 320; ++i) rows.features.values<float>()[i] = i % 5 < 2 ? 1.0F : 0.2F;
  rows.targets = Tensor(Shape{20, 1});
  Model model(nn::Network(
      {nn::Input(Shape{1, 4, 4}), nn::Conv2D{.filters = 4, .activation = nn::Activation::relu},
       nn::DepthwiseConv2D{.kernel_size = {2}, .activation = nn::Activation::tanh}, nn::Flatten{},
       nn::Dense{.units = 1}}));
  // Three filters are below zero at every place; one is above.
  model.set_weight("conv2d/kernel", Tensor(Shape{4, 1, 3, 3}));
  model.set_weight("conv2d/bias", Tensor::of(Shape{4}, {-1.0F, 9.0F, -1.0F, -1.0F}));
  // What reads the one is at the end of tanh, the others at its middle.
  Tensor kernel(Shape{4, 1, 2, 2});
  for (float& weight : kernel.values<float>()) weight = 1.0F;
  model.set_weight("depthwise_conv2d/kernel", kernel);
  const auto layers = layer_health(model, nn::MeanSquaredError{}, rows, 1);
  ASSERT_EQ(layers.size(), 4U);
  EXPECT_EQ(layers[0].activation, "relu");
  EXPECT_EQ(layers[0].dead, 0.75);
  EXPECT_EQ(layers[1].activation, "tanh");
  EXPECT_EQ(layers[1].saturated, 0.25);
  EXPECT_FALSE(layers[2].dead.has_value());
}

TEST(LayerHealth, GradientNormIsThatOfTheLoss) {
  Line line;
  line.model.set_weight("dense/kernel", Tensor(Shape{3, 1}));
  // With all weights zero: d/dw = -2/n sum(y x), d/db = -2/n sum(y).
  double by[4] = {0, 0, 0, 0};
  for (std::size_t i = 0; i < 200; ++i) {
    const double y = line.data.targets.values<float>()[i];
    for (std::size_t j = 0; j < 3; ++j) {
      by[j] += -2.0 / 200.0 * y * line.data.features.values<float>()[i * 3 + j];
    }
    by[3] += -2.0 / 200.0 * y;
  }
  std::vector<std::int64_t> first(200);
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = static_cast<std::int64_t>(i);
  const auto layers = layer_health(line.model, nn::MeanSquaredError{}, line.data.rows(first), 1);
  const double norm = std::sqrt(by[0] * by[0] + by[1] * by[1] + by[2] * by[2] + by[3] * by[3]);
  EXPECT_NEAR(layers.at(0).gradient_norm.value(), norm, 1e-4);
}

}  // namespace
}  // namespace ganglion::train

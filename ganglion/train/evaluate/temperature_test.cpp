#include "ganglion/train/evaluate/temperature.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/probability.h"
#include "ganglion/train/save.h"
#include "tests/support/blobs.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

double logit(std::int64_t index) {
  return 3.0 * random_normal(1, 1, static_cast<std::uint64_t>(index));
}

/// Answers drawn with the probabilities of the logits divided by `temperature`.
Tensor drawn(std::int64_t rows, double temperature) {
  Tensor targets(Shape{rows}, DType::i32);
  for (std::int64_t i = 0; i < rows; ++i) {
    const double p = 1.0 / (1.0 + std::exp(-logit(i) / temperature));
    targets.values<std::int32_t>()[static_cast<std::size_t>(i)] =
        random_uniform(1, 2, static_cast<std::uint64_t>(i)) < p ? 1 : 0;
  }
  return targets;
}

/// Logits of one column, or of two classes with the same difference.
Tensor logits(std::int64_t rows, std::int64_t columns) {
  Tensor tensor(Shape{rows, columns});
  for (std::int64_t i = 0; i < rows; ++i) {
    tensor.values<float>()[static_cast<std::size_t>(i * columns + columns - 1)] =
        static_cast<float>(logit(i));
  }
  return tensor;
}

TEST(Temperature, IsFoundAgain) {
  constexpr std::int64_t kRows = 20000;
  for (const double truth : {0.5, 1.0, 2.5}) {
    const Tensor targets = drawn(kRows, truth);
    const auto binary = fit_temperature(data::Task::binary, logits(kRows, 1), targets);
    EXPECT_NEAR(binary.value, truth, 0.06 * truth);
    EXPECT_EQ(binary.helps, truth != 1.0);
    EXPECT_LE(binary.loss_after, binary.loss_before);
    const auto classes = fit_temperature(data::Task::multiclass, logits(kRows, 2), targets);
    EXPECT_NEAR(classes.value, binary.value, 1e-3);
    const auto labels = fit_temperature(data::Task::multilabel, logits(kRows, 1),
                                        targets.cast(DType::f32).reshaped(Shape{kRows, 1}));
    EXPECT_NEAR(labels.value, binary.value, 1e-3);
  }
}

TEST(Temperature, FewRowsProveNothing) {
  EXPECT_FALSE(fit_temperature(data::Task::binary, logits(5, 1), drawn(5, 1.5)).helps);
}

TEST(Temperature, RowsThatAreAllRightDontMakeItSure) {
  // 98 rows, all right with a probability of 0.95: one of a hundred may be wrong all the same.
  Tensor logits(Shape{98, 1});
  Tensor targets(Shape{98}, DType::i32);
  for (std::size_t i = 0; i < 98; ++i) {
    targets.values<std::int32_t>()[i] = static_cast<std::int32_t>(i % 2);
    logits.values<float>()[i] = static_cast<float>((i % 2 == 1 ? 1.0 : -1.0) * std::log(19.0));
  }
  const auto fitted = fit_temperature(data::Task::binary, logits, targets);
  EXPECT_NEAR(1.0 / (1.0 + std::exp(-std::log(19.0) / fitted.value)), 0.99, 1e-4);
}

TEST(Temperature, CalibratesAModelAndItsFile) {
  // One cloud a class, very near each other: weights this large are far too sure.
  const data::Dataset data = support::blobs(600, 1.0);
  Model model(nn::Network({nn::Input(Shape{4}), nn::Dense{.units = 3}}));
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  model.fit(data, {.epochs = 20});
  Tensor kernel = model.weight("dense/kernel");
  for (float& weight : kernel.values<float>()) weight *= 3.0F;
  model.set_weight("dense/kernel", kernel);
  const Tensor before = model.predict(data.features);
  const Temperature fitted = calibrate(model, data::Task::multiclass, data);
  ASSERT_TRUE(fitted.helps);
  EXPECT_GT(fitted.value, 1.5);
  EXPECT_EQ(model.info().temperature, fitted.value);
  const Tensor after = model.predict(data.features);
  EXPECT_NEAR(nn::evaluate(nn::LogLoss{}, before, data.targets), fitted.loss_before, 1e-3);
  EXPECT_NEAR(nn::evaluate(nn::LogLoss{}, after, data.targets), fitted.loss_after, 1e-4);

  const support::ScratchFolder folder;
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_EQ(loaded.info().temperature, fitted.value);
  EXPECT_TRUE(support::same_bits(loaded.predict(data.features), after));
}

TEST(Temperature, LeavesAnOutputWithActivationAlone) {
  Model model(nn::Network(
      {nn::Input(Shape{4}), nn::Dense{.units = 3, .activation = nn::Activation::softmax}}));
  EXPECT_FALSE(calibrate(model, data::Task::multiclass, support::blobs(30)).helps);
  EXPECT_EQ(model.info().temperature, 1.0);
}

}  // namespace
}  // namespace ganglion::train

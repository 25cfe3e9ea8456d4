#include "ganglion/train/quantize/quantize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <vector>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/optim/adam.h"
#include "ganglion/train/quantize/input_grids.h"
#include "ganglion/train/save.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

Sequential trained_on(const data::Dataset& rows) {
  Sequential model(
      {Input({4}), Dense{64, nn::Activation::relu}, Dense{32, nn::Activation::relu}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::Adam{.learning_rate = 0.01}});
  model.fit(rows, {.epochs = 30});
  return model;
}

TEST(GridFor, HasZeroAmongItsPointsAndAllNumbersNear) {
  std::vector<float> numbers;
  for (int i = 0; i <= 1000; ++i) numbers.push_back(static_cast<float>(i) / 1000.0F - 0.25F);
  const nn::Quantization grid = grid_for(numbers);
  EXPECT_NEAR(grid.step, 1.0 / 255, 1e-3 / 255);
  EXPECT_EQ(grid.zero_point, 64);
  std::vector<float> positive = {0.0F, 1.0F, 2.0F};
  EXPECT_EQ(grid_for(positive).zero_point, 0);
  EXPECT_EQ(grid_for(std::vector<float>{0.0F, 0.0F}).step, 0.0) << "nothing to tell apart";
}

TEST(GridFor, LeavesAnOutlierOutWhereOthersGainMore) {
  std::vector<float> numbers(60'000, 0.0F);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<float>(std::sin(static_cast<double>(i)));
  }
  // Rounding to a step s costs s^2 / 12 a number; -1 to 1.25 costs 0.39 in all, and with the
  // outlier moved to 1.03 it is 0.32 + 0.05.
  numbers.push_back(1.25F);
  EXPECT_LT(grid_for(numbers).step * 255, 0.95 * 2.25);
  numbers.push_back(3.0F);  // costs 3.1 when moved to 1.25: the range stays wide
  EXPECT_GT(grid_for(numbers).step * 255, 3.4);
}

TEST(Quantize, KeepsTheLossAndTheFileIsAQuarter) {
  const support::ScratchFolder folder;
  const data::Dataset rows = blobs(600);
  const Sequential model = trained_on(rows);
  Quantized quantized = quantize(model, rows);
  EXPECT_LE(quantized.loss_after, 1.01 * quantized.loss_before);
  ASSERT_EQ(quantized.layers.size(), 3U);
  EXPECT_EQ(quantized.layers[1].weights, 64 * 32);
  EXPECT_GT(quantized.layers[1].quantization->step, 0.0);
  save_model(model, folder / "f32.ganglion");
  save_model(quantized.model, folder / "bytes.ganglion");
  Model loaded = load_model(folder / "bytes.ganglion");
  EXPECT_EQ(model_hash(loaded), model_hash(quantized.model));
  EXPECT_TRUE(same_bits(loaded.predict(rows.features), quantized.model.predict(rows.features)));
  const auto size = [&](const char* name) {
    return static_cast<double>(std::filesystem::file_size(folder / name));
  };
  const double weights = 4.0 * (4 * 64 + 64 * 32 + 32 * 3);
  EXPECT_NEAR(size("f32.ganglion") - size("bytes.ganglion"), 0.75 * weights, 1200);
}

TEST(Quantize, GivesBackWhatCostsTooMuch) {
  const data::Dataset rows = blobs(600);
  const Sequential model = trained_on(rows);
  EXPECT_THAT(error_of([&] { quantize(model, rows, {.max_loss = -0.5}); }),
              HasSubstr("the loss grows by more"));
  const Quantized some = quantize(model, rows, {.max_loss = 0.0});
  EXPECT_LE(some.loss_after, some.loss_before);
}

TEST(Quantize, ConvolutionsKeepTheirInputs) {
  data::Dataset rows;
  rows.features = Tensor(Shape{40, 1, 6, 6});
  rows.targets = Tensor::of<std::int32_t>({40}, std::vector<std::int32_t>(40, 1));
  auto values = rows.features.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 13) / 13.0F;
  Sequential model(
      {Input({1, 6, 6}), nn::Conv2D{.filters = 4, .kernel_size = {3}}, nn::Flatten{}, Dense{2}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  const Tensor before = model.predict(rows.features);
  Quantized quantized = quantize(model, rows, {.max_loss = 1.0});
  EXPECT_EQ(quantized.layers[0].quantization->step, 0.0);
  EXPECT_GT(quantized.layers[1].quantization->step, 0.0);
  const Tensor after = quantized.model.predict(rows.features);
  for (std::int64_t i = 0; i < before.shape()[0]; ++i) {
    EXPECT_NEAR(before.at({i, 0}), after.at({i, 0}), 0.02);
  }
}

TEST(Quantize, RefusesWhatHasNoLossOrIsQuantizedAlready) {
  const data::Dataset rows = blobs(50);
  const Sequential plain({Input({4}), Dense{3}});
  EXPECT_THAT(error_of([&] { quantize(plain, rows); }), HasSubstr("compile it first"));
  const Sequential model = trained_on(rows);
  const Quantized once = quantize(model, rows, {.max_loss = 10.0});
  EXPECT_THAT(error_of([&] { quantize(once.model, rows); }), HasSubstr("quantised already"));
}

}  // namespace
}  // namespace ganglion::train

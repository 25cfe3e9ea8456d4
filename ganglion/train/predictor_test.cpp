#include "ganglion/train/predictor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <optional>
#include <thread>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/io/model_file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/save.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

Tensor drawn_rows(std::int64_t rows, std::int64_t columns) {
  Tensor tensor(Shape{rows, columns});
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(5, 7, i));
  }
  return tensor;
}

/// Large enough that its batches are divided among replicas.
Sequential classifier() {
  Sequential model({nn::Input({20}), nn::Dense{300, nn::Activation::relu}, nn::BatchNormalization{},
                    nn::Dense{200, nn::Activation::tanh}, nn::Dense{4}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  return model;
}

void expect_same(const Tensor& a, const Tensor& b) {
  ASSERT_EQ(a.shape(), b.shape());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.bytes()), 0);
}

TEST(Predictor, GivesTheBitsOfItsModel) {
  Sequential model = classifier();
  const Predictor predictor(model);
  const Tensor features = drawn_rows(130, 20);
  for (const std::int64_t batch : {1, 7, 64, 128, 256}) {
    expect_same(predictor.predict(features, batch), model.predict(features, batch));
  }
}

/// The largest difference between the first rows predicted alone and among 70, as a share of the
/// largest prediction, in units of the last place of a float.
double most_units(Sequential& model, const Tensor& features) {
  const Predictor predictor(model);
  const Tensor whole = predictor.predict(features, 70);
  const auto among = whole.values<float>();
  float largest = 0.0F;
  for (const float value : among) largest = std::max(largest, std::abs(value));
  float most = 0.0F;
  for (std::int64_t rows = 1; rows <= 70; ++rows) {
    std::vector<std::int64_t> first(static_cast<std::size_t>(rows));
    std::iota(first.begin(), first.end(), std::int64_t{0});
    const Tensor alone = predictor.predict(features.rows(first), rows);
    const auto values = alone.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      most = std::max(most, std::abs(values[i] - among[i]));
    }
  }
  return static_cast<double>(most / largest / std::numeric_limits<float>::epsilon());
}

/// Products of few rows are summed in another order: see docs/guarantees.md.
TEST(Predictor, ARowAloneIsThatOfATableButForItsLastBits) {
  const Tensor features = drawn_rows(70, 64);
  Sequential dense({nn::Input({64}), nn::Dense{64, nn::Activation::relu},
                    nn::Dense{32, nn::Activation::tanh}, nn::Dense{3}});
  Sequential wide({nn::Input({64}), nn::Dense{512, nn::Activation::relu}, nn::BatchNormalization{},
                   nn::Dense{256, nn::Activation::relu}, nn::Dense{1}});
  Sequential convolution({nn::Input({64}), nn::Reshape{.target = {1, 8, 8}},
                          nn::Conv2D{.filters = 8}, nn::BatchNormalization{}, nn::Flatten{},
                          nn::Dense{10}});
  for (Sequential* model : {&dense, &wide, &convolution}) {
    model->compile({.loss = nn::MeanSquaredError{}});
    EXPECT_LE(most_units(*model, features), 4.0);
  }
}

TEST(Predictor, MoreBatchSizesThanPlansAreKept) {
  Sequential model({nn::Input({5}), nn::Dense{3, nn::Activation::tanh}});
  const Predictor predictor(model);
  const Tensor features = drawn_rows(60, 5);
  const Tensor first = predictor.predict(features, 60);
  for (std::int64_t batch = 1; batch < 30; ++batch) {
    EXPECT_THAT(predictor.predict(features, batch).values<float>(),
                Pointwise(FloatNear(1e-6F), first.values<float>()));
  }
  expect_same(predictor.predict(features, 60), first);
}

TEST(Predictor, BeforeCompileGivesTheOutputsAsTheyAre) {
  Sequential model({nn::Input({5}), nn::Dense{3}});
  const Tensor features = drawn_rows(9, 5);
  expect_same(Predictor(model).predict(features), model.predict(features));
}

/// Rows are read where they are: what is an input by another name must not be looked for elsewhere.
TEST(Predictor, OutputsMayBeInputs) {
  const nn::Input x({2, 3});
  const nn::Symbol flat = nn::Flatten()(x);
  Model model({x}, {x, flat, nn::Dense{2}(flat), nn::Dropout{0.5}(flat)});
  Tensor rows(Shape{300, 2, 3});
  for (std::int64_t i = 0; i < rows.size(); ++i)
    rows.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i);
  const auto all = [&](std::vector<Tensor> outputs) {
    for (const std::size_t same : {0, 1, 3}) {
      EXPECT_THAT(outputs[same].values<float>(), testing::ElementsAreArray(rows.values<float>()));
    }
  };
  const data::Dataset data{.features = rows};
  all(model.predict(data));
  all(Predictor(model).predict(data, 64));
  all(model.predict(data, 1));
}

TEST(Predictor, ManyThreadsMayCallItAtOnce) {
  Sequential model = classifier();
  const Predictor predictor(model);
  const Tensor features = drawn_rows(64, 20);
  const Tensor together = model.predict(features, 64);
  const Tensor one_by_one = model.predict(features, 1);
  const auto rows = features.values<float>();
  std::vector<std::thread> threads;
  std::vector<int> wrong(8, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      std::vector<float> prediction(4);
      for (std::size_t i = 0; i < 64; ++i) {
        const std::size_t row = (i * 7 + t) % 64;
        predictor.predict_one(rows.subspan(row * 20, 20), prediction);
        const float* expected = one_by_one.values<float>().data() + row * 4;
        if (std::memcmp(prediction.data(), expected, 4 * sizeof(float)) != 0) ++wrong[t];
        if (i % 16 != 0) continue;
        const Tensor all = predictor.predict(features, 64);
        if (std::memcmp(all.data(), together.data(), all.bytes()) != 0) ++wrong[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(wrong, ::testing::Each(0));
}

TEST(Predictor, KeepsTheWeightsThatItWasMadeWith) {
  Sequential model = classifier();
  const Tensor features = drawn_rows(3, 20);
  const Tensor before = model.predict(features);
  const Predictor predictor(model);
  for (float& weight : model.mutable_weights().parameters.values<float>()) weight += 0.5F;
  expect_same(predictor.predict(features), before);
  EXPECT_NE(std::memcmp(model.predict(features).data(), before.data(), before.bytes()), 0);
}

TEST(Predictor, OutlivesItsModelAndMoves) {
  const Tensor features = drawn_rows(3, 20);
  std::optional<Sequential> model(classifier());
  const Tensor expected = model->predict(features);
  Predictor first(*model);
  first.predict(features);
  model.reset();
  const Predictor second(std::move(first));
  expect_same(second.predict(features), expected);
}

/// Of a saved model, without what trains it: the same bits.
TEST(Predictor, OfASavedModel) {
  const Sequential model = classifier();
  const Tensor features = drawn_rows(70, 20);
  expect_same(Predictor(to_saved(model)).predict(features), Predictor(model).predict(features));
  const Sequential plain({nn::Input({20}), nn::Dense{4}});
  expect_same(Predictor(to_saved(plain)).predict(features), Predictor(plain).predict(features));
}

TEST(Predictor, SaysWhatDoesNotFit) {
  const Predictor predictor(classifier());
  std::vector<float> features(20, 1.0F);
  std::vector<float> prediction(4);
  const std::span<float> room(prediction);
  EXPECT_THAT(
      support::error_of([&] { predictor.predict_one(std::span(features).first(19), room); }),
      HasSubstr("has 20 features, but 19 were given"));
  EXPECT_THAT(support::error_of([&] { predictor.predict_one(features, room.first(1)); }),
              HasSubstr("has 4 outputs, but 1 were given"));
  features[3] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(support::error_of([&] { predictor.predict_one(features, room); }),
              HasSubstr("feature 4"));
  EXPECT_THAT(support::error_of([&] { predictor.predict(drawn_rows(2, 19)); }),
              HasSubstr("predict"));
  const nn::Input x({2});
  const nn::Symbol y = nn::Dense{1}(x);
  const Predictor two(Model({x}, {y, nn::Dense{1}(y)}));
  EXPECT_THAT(
      support::error_of([&] { two.predict_one(std::span(features).first(2), room.first(1)); }),
      HasSubstr("one input of f32 and one output"));
}

}  // namespace
}  // namespace ganglion::train

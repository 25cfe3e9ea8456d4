#include "ganglion/train/model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <limits>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/optim/sgd.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

using support::blobs;
using support::error_of;

using nn::Dense;
using nn::Input;

CompileOptions classification(std::int64_t replicas = 0, int threads = 1) {
  return {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
          .metrics = {nn::Accuracy{}},
          .replicas = replicas,
          .threads = threads};
}

Sequential network() {
  return Sequential({Input({4}), Dense{8, nn::Activation::relu}, nn::Dropout{0.1}, Dense{3}});
}

TEST(Model, APausedTrainingTakesNoProcessorTime) {
  struct Pause : Callback {
    void on_step_end(TrainingState& state) override {
      if (state.step != 5) return;
      const std::clock_t before = std::clock();  // of all threads
      std::this_thread::sleep_for(std::chrono::milliseconds(400));
      worked = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    }
    double worked = 1.0;
  };
  const auto pause = std::make_shared<Pause>();
  Sequential model = network();
  model.compile(classification(4, 4));
  model.fit(blobs(640), {.epochs = 1, .batch_size = 64, .callbacks = {AnyCallback(pause)}});
  EXPECT_LT(pause->worked, 0.1);
}

/// One row has no spread: normalised, it would be 0, and pull the moving variance to 0.
TEST(Model, BatchNormalizationNeedsTwoRows) {
  const auto normalised = [] {
    Sequential model({Input({4}), nn::BatchNormalization{.momentum = 0.0}, Dense{3}});
    model.compile(classification());
    return model;
  };
  EXPECT_EQ(error_of([&] { normalised().fit(blobs(20), {.batch_size = 1}); }),
            "fit: batch_normalization normalises each feature by its mean over the rows of a "
            "batch, and needs 2 of them, but `batch_size` is 1; use `batch_size = 32`");
  EXPECT_EQ(error_of([&] { normalised().fit(blobs(1), {}); }),
            "fit: batch_normalization needs batches of 2 rows, but there is 1 training row");
  Sequential model = normalised();
  model.fit(blobs(9), {.batch_size = 4});
  EXPECT_EQ(model.progress().steps, 2);
  const Tensor variances = model.weight("batch_normalization/moving_variance");
  for (const float variance : variances.values<float>()) EXPECT_GT(variance, 1e-6F);
  // Where a feature has several places, one row has a mean and a spread.
  Sequential places({Input({2, 2}), nn::BatchNormalization{}, nn::Flatten{}, Dense{3}});
  places.compile(classification());
  data::Dataset rows = blobs(9);
  rows.features = rows.features.reshaped({9, 2, 2});
  places.fit(rows, {.batch_size = 4});
}

/// Predictions in between, in more batch sizes than plans are kept, change nothing.
TEST(Model, CallbacksMayPredict) {
  struct Predict : Callback {
    void on_step_begin(TrainingState&) override { predict(); }
    void on_step_end(TrainingState&) override { predict(); }
    void predict() {
      for (std::int64_t batch = 1; batch < 40; ++batch) model->predict(rows.features, batch);
    }
    Sequential* model = nullptr;
    data::Dataset rows = blobs(40);
  };
  const auto weights = [](bool predicting) {
    Sequential model = network();
    model.compile(classification());
    FitOptions options = {.epochs = 2, .batch_size = 32};
    if (predicting) {
      const auto predict = std::make_shared<Predict>();
      predict->model = &model;
      options.callbacks.emplace_back(predict);
    }
    model.fit(blobs(100), options);
    return model.weights().parameters;
  };
  EXPECT_TRUE(support::same_bits(weights(false), weights(true)));
}

TEST(Model, LearnsToTellBlobsApart) {
  const data::Dataset data = blobs(600);
  Sequential model = network();
  model.compile(classification());
  const History history =
      model.fit(data, {.epochs = 20, .batch_size = 32, .validation_split = 0.2});
  EXPECT_EQ(history.epochs.size(), 20U);
  EXPECT_LT(history["loss"].back(), 0.5 * history["loss"].front());
  EXPECT_GT(history["val_accuracy"].back(), 0.9);
  EXPECT_GT(model.evaluate(data).at("accuracy"), 0.9);
  const Tensor p = model.predict(data.features);
  double sum = 0.0;
  for (std::size_t j = 0; j < 3; ++j) sum += static_cast<double>(p.values<float>()[j]);
  EXPECT_NEAR(sum, 1.0, 1e-6);
}

TEST(Model, LookingAtTheWeightsChangesNothing) {
  Sequential looked_at = network();
  const Tensor first = looked_at.weights().parameters;
  Sequential fresh = network();
  CompileOptions options = classification();
  options.seed = 7;
  looked_at.compile(options);
  fresh.compile(options);
  const auto values = [](const Model& model) {
    const auto all = model.weights().parameters.values<float>();
    return std::vector<float>(all.begin(), all.end());
  };
  EXPECT_EQ(values(looked_at), values(fresh));
  EXPECT_NE(std::memcmp(first.data(), fresh.weights().parameters.data(), first.bytes()), 0);
}

TEST(Model, AnyNumberOfThreadsGivesTheSameModel) {
  const data::Dataset data = blobs(150);  // the last batch has 22 rows
  for (std::int64_t replicas : {1, 4}) {
    std::vector<Tensor> results;
    for (int threads : {1, 2, 3, 4}) {
      Sequential model = network();
      model.compile(classification(replicas, threads));
      model.fit(data, {.epochs = 3, .batch_size = 32});
      results.push_back(model.weights().parameters);
    }
    for (const Tensor& result : results) {
      EXPECT_EQ(std::memcmp(result.data(), results[0].data(), result.bytes()), 0);
    }
  }
}

TEST(Model, TrainingInTwoCallsIsTrainingInOne) {
  const data::Dataset data = blobs(90);
  Sequential once = network();
  once.compile(classification());
  once.fit(data, {.epochs = 6});
  Sequential twice = network();
  twice.compile(classification());
  twice.fit(data, {.epochs = 2});
  twice.fit(data, {.epochs = 4});
  EXPECT_EQ(std::memcmp(once.weights().parameters.data(), twice.weights().parameters.data(),
                        once.weights().parameters.bytes()),
            0);
}

TEST(Model, SampleWeightsScaleTheLoss) {
  data::Dataset data = blobs(60);
  Sequential model({Input({4}), Dense{3}});
  model.compile(classification());
  const double plain = model.evaluate(data).at("loss");
  data.sample_weights = Tensor(Shape{60});
  for (float& weight : data.sample_weights->values<float>()) weight = 2.0F;
  EXPECT_NEAR(model.evaluate(data).at("loss"), 2.0 * plain, 1e-5);
}

TEST(Model, AClassOfWeightZeroIsNotLearnt) {
  // The step with weights (1, 1, 0) is the step on the rows of the other classes, times their
  // share.
  const data::Dataset data = blobs(60);
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < 60; ++i) {
    if (i % 3 != 2) kept.push_back(i);
  }
  CompileOptions options = classification();
  options.optimizer = optim::SGD{.learning_rate = 0.3};
  Sequential weighted({Input({4}), Dense{3}});
  weighted.compile(options);
  weighted.fit(data, {.batch_size = 60, .class_weights = {1, 1, 0}});
  options.optimizer = optim::SGD{.learning_rate = 0.3 * 40 / 60};
  Sequential part({Input({4}), Dense{3}});
  part.compile(options);
  part.fit(data.rows(kept), {.batch_size = 40});
  const auto a = weighted.weights().parameters.values<float>();
  const auto b = part.weights().parameters.values<float>();
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-6);
}

TEST(Model, EachOutputMayHaveItsOwnWeights) {
  const Input x({4});
  const nn::Symbol hidden = Dense{4, nn::Activation::tanh}(x);
  Model model({x}, {Dense{3}(hidden), Dense{3}(hidden)});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  data::Dataset data = blobs(30);
  data.more_targets = {data.targets};
  const auto loss = [&](float first, float second) {
    data.sample_weights = Tensor::of(Shape{30}, std::vector<float>(30, first));
    data.more_sample_weights = {Tensor::of(Shape{30}, std::vector<float>(30, second))};
    return model.evaluate(data).at("loss");
  };
  EXPECT_NEAR(loss(1, 0) + loss(0, 1), loss(1, 1), 1e-6);
  EXPECT_NEAR(3 * loss(1, 0) + 2 * loss(0, 1), loss(3, 2), 1e-5);
  EXPECT_NE(loss(1, 0), loss(0, 1));

  // Class weights of the second output are its own: with zeros, only the first one's layer learns.
  data.sample_weights.reset();
  data.more_sample_weights.clear();
  const Tensor first = model.weight("dense_1/kernel");
  const Tensor second = model.weight("dense_2/kernel");
  model.fit(data, {.epochs = 2, .more_class_weights = {{0, 0, 0}}});
  EXPECT_NE(std::memcmp(first.data(), model.weight("dense_1/kernel").data(), first.bytes()), 0);
  EXPECT_EQ(std::memcmp(second.data(), model.weight("dense_2/kernel").data(), second.bytes()), 0);
}

TEST(Model, DivergenceNamesEpochStepAndNodeAndKeepsTheLastWeights) {
  const data::Dataset data = blobs(60);
  Sequential model({Input({4}), Dense{8}, Dense{3}});
  CompileOptions options = classification();
  options.optimizer = optim::SGD{.learning_rate = 1e30};
  model.compile(options);
  try {
    model.fit(data, {.epochs = 5});
    FAIL() << "it did not diverge";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("diverged in epoch 1"), std::string::npos)
        << error.what();
    EXPECT_NE(std::string(error.what()).find("dense"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("learning rate"), std::string::npos) << error.what();
  }
}

TEST(Model, RefusesDataThatDoesNotFit) {
  Sequential model({Input({4}), Dense{3}});
  EXPECT_NE(error_of([&] { model.fit(blobs(3)); }).find("compile()"), std::string::npos);
  model.compile(classification());
  data::Dataset wide = blobs(6);
  wide.features = Tensor(Shape{6, 5});
  EXPECT_NE(error_of([&] { model.fit(wide); }).find("[6, 4]"), std::string::npos);
  data::Dataset label = blobs(6);
  label.targets.values<std::int32_t>()[2] = 3;
  EXPECT_NE(error_of([&] { model.fit(label); }).find("row 3 is 3"), std::string::npos);
  data::Dataset nan = blobs(6);
  nan.features.values<float>()[5] = NAN;
  EXPECT_NE(error_of([&] { model.fit(nan); }).find("row 2"), std::string::npos);
  EXPECT_NE(error_of([&] {
              model.fit(data::Dataset{.features = Tensor(Shape{0, 4})});
            }).find("no rows"),
            std::string::npos);
}

TEST(Model, RefusesTargetsOutsideOfWhatALossTakes) {
  Sequential model({Input({1}), Dense{.units = 1, .activation = nn::Activation::sigmoid}});
  model.compile({.loss = nn::BinaryCrossentropy{}, .optimizer = optim::SGD{}});
  for (const float target : {2.0F, -1.0F, 1e30F}) {
    data::Dataset data = {.features = Tensor(Shape{2, 1}), .targets = Tensor(Shape{2, 1})};
    data.targets.values<float>()[1] = target;
    EXPECT_NE(error_of([&] { model.fit(data); }).find("the target of row 2"), std::string::npos);
  }
}

TEST(Model, RefusesBatchesOfNoRows) {
  Sequential model({Input({4}), Dense{3}});
  model.compile(classification());
  const data::Dataset data = blobs(6);
  EXPECT_THROW(model.predict(data.features, 0), Error);
  EXPECT_THROW(model.evaluate(data, -1), Error);
}

TEST(Model, SeveralInputsAndOutputs) {
  const Input a({2}, {.name = "a"});
  const Input b({3}, {.name = "b"});
  const nn::Layer shared = Dense{4, nn::Activation::tanh};
  const nn::Symbol left = shared(Dense{4}(a));
  const nn::Symbol right = shared(Dense{4}(b));
  Model model({a, b}, {Dense{1}(left), Dense{3}(right)});
  model.compile(
      {.losses = {nn::MeanSquaredError{}, nn::SparseCategoricalCrossentropy{.from_logits = true}},
       .loss_weights = {0.5, 1.0}});
  data::Dataset data;
  data.features = Tensor(Shape{12, 2});
  data.more_features = {Tensor(Shape{12, 3})};
  data.targets = Tensor(Shape{12});
  data.more_targets = {Tensor(Shape{12}, DType::i32)};
  const History history = model.fit(data, {.epochs = 2, .batch_size = 4});
  EXPECT_LT(history["loss"][1], history["loss"][0]);
  EXPECT_EQ(model.predict(data)[1].shape(), (Shape{12, 3}));
}

TEST(ModelFeatures, ValuesThatAreNotFiniteAreFoundWhereverTheyAre) {
  Sequential model({nn::Input({1}), nn::Dense{1}});
  constexpr std::int64_t kRows = 37;
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -INFINITY, INFINITY}) {
    for (std::int64_t row = 0; row < kRows; ++row) {
      Tensor features(Shape{kRows, 1});
      for (float& value : features.values<float>()) value = std::numeric_limits<float>::max();
      EXPECT_NO_THROW(model.predict(features));
      features.values<float>()[static_cast<std::size_t>(row)] = bad;
      try {
        model.predict(features);
        FAIL() << "row " << row;
      } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(fmt::format("of row {} is", row + 1)),
                  std::string::npos)
            << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace ganglion::train

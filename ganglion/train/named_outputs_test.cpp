#include "ganglion/train/named_outputs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/model.h"
#include "ganglion/train/save.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using support::error_of;
using testing::HasSubstr;

Model two_outputs() {
  const nn::Input x({3});
  const auto hidden = Dense{8, nn::Activation::tanh}(x);
  return Model(
      {x}, {nn::Layer(Dense{1}).named("same")(hidden), nn::Layer(Dense{1}).named("price")(hidden)});
}

data::Dataset flats_of(std::int64_t rows) {
  data::Dataset data;
  data.features = Tensor(Shape{rows, 3});
  data.targets = Tensor(Shape{rows, 1});
  data.more_targets = {Tensor(Shape{rows, 1})};
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      data.features.at({i, j}) = static_cast<float>(std::sin(static_cast<double>(7 * i + 3 * j)));
    }
    data.targets.at({i, 0}) = data.features.at({i, 0}) > 0 ? 1.0F : 0.0F;
    data.more_targets[0].at({i, 0}) = data.features.at({i, 1}) * 2.0F + 1.0F;
  }
  return data;
}

CompileOptions by_name() {
  return {.optimizer = optim::Adam{.learning_rate = 0.02},
          .outputs = {{"price", {.weight = 0.2, .metrics = {nn::R2{}}}},
                      {"same",
                       {.loss = nn::BinaryCrossentropy{.from_logits = true},
                        .metrics = {nn::Accuracy{}}}}},
          .replicas = 1};
}

TEST(NamedOutputs, TrainAsListsDo) {
  const data::Dataset rows = flats_of(40);
  Model named = two_outputs(), listed = two_outputs();
  named.compile(by_name());
  listed.compile({.losses = {nn::BinaryCrossentropy{.from_logits = true}, nn::MeanSquaredError{}},
                  .loss_weights = {1.0, 0.2},
                  .optimizer = optim::Adam{.learning_rate = 0.02},
                  .replicas = 1});
  const FitOptions how = {.epochs = 5, .batch_size = 16, .validation_split = 0.25};
  const History history = named.fit(rows, how);
  const auto other = listed.fit(rows, how)["loss"];
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_NEAR(history["loss"][i], other[i], 1e-6);
    for (const std::string prefix : {"", "val_"}) {
      EXPECT_NEAR(history[prefix + "loss"][i],
                  history[prefix + "same_loss"][i] + 0.2 * history[prefix + "price_loss"][i], 1e-6);
      EXPECT_TRUE(std::isfinite(history[prefix + "price_r2"][i]));
      EXPECT_GE(history[prefix + "same_accuracy"][i], 0.0);
    }
  }
}

/// Against the formulas, on what predict() gives.
TEST(NamedOutputs, ScoresAreThoseOfEachOutput) {
  data::Dataset rows = flats_of(300);
  Model model = two_outputs();
  model.compile(by_name());
  for (const bool weighted : {false, true}) {
    if (weighted) rows.sample_weights = Tensor(Shape{300});
    for (std::int64_t i = 0; weighted && i < 300; ++i)
      rows.sample_weights->at({i}) = static_cast<float>(i % 3);
    const auto predicted = model.predict(rows);
    double same = 0.0, price = 0.0, right = 0.0;
    for (std::int64_t i = 0; i < 300; ++i) {
      const double weight = weighted ? static_cast<double>(i % 3) : 1.0;
      const double p = static_cast<double>(predicted[0].at({i, 0}));
      const bool yes = rows.targets.at({i, 0}) > 0.5F;
      same -= weight * std::log(yes ? p : 1 - p) / 300;
      price += weight *
               std::pow(static_cast<double>(predicted[1].at({i, 0})) -
                            static_cast<double>(rows.more_targets[0].at({i, 0})),
                        2) /
               300;
      right += weight * (yes == (p > 0.5) ? 1 : 0) / 300;
    }
    const Scores scores = model.evaluate(rows);
    EXPECT_NEAR(scores.at("same_loss"), same, 1e-5);
    EXPECT_NEAR(scores.at("price_loss"), price, 1e-5);
    EXPECT_NEAR(scores.at("loss"), same + 0.2 * price, 1e-5);
    EXPECT_NEAR(scores.at("same_accuracy"), right, 1e-6);
  }
}

TEST(NamedOutputs, AreKeptInTheModelFile) {
  const support::ScratchFolder folder;
  const data::Dataset rows = flats_of(40);
  Model model = two_outputs();
  model.compile(by_name());
  model.fit(rows, {.epochs = 2});
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  Model copy = model.clone();
  const Scores expected = model.evaluate(rows);
  EXPECT_EQ(loaded.evaluate(rows).values, expected.values);
  EXPECT_EQ(copy.evaluate(rows).values, expected.values);
}

TEST(NamedOutputs, RefusesWhatCannotBe) {
  Model model = two_outputs();
  const auto refused = [&](CompileOptions options) {
    return error_of([&] { model.compile(std::move(options)); });
  };
  EXPECT_EQ(refused({.outputs = {{"prize", {}}}}),
            "compile: the network has no output 'prize'; its outputs are same, price");
  EXPECT_THAT(refused({.outputs = {{"price", {}}}}), HasSubstr("says nothing of 'same'"));
  EXPECT_THAT(refused({.outputs = {{"price", {}}, {"price", {}}}}), HasSubstr("'price' twice"));
  EXPECT_THAT(refused({.metrics = {nn::R2{}}, .outputs = {{"price", {}}, {"same", {}}}}),
              HasSubstr("say it in one place"));
  EXPECT_THAT(
      refused({.losses = {nn::Huber{}, nn::Huber{}}, .outputs = {{"price", {}}, {"same", {}}}}),
      HasSubstr("say it in one place"));
  EXPECT_THAT(refused({.outputs = {{"price", {.weight = NAN}}, {"same", {}}}}),
              HasSubstr("must be finite"));
}

}  // namespace
}  // namespace ganglion::train

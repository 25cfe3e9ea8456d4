#include "ganglion/train/save.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/ops/ops.h"
#include "tests/support/blobs.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::same_bits;

Sequential trained() {
  Sequential model({Input({4}), Dense{8, nn::Activation::relu}, nn::BatchNormalization{},
                    nn::Dropout{0.2}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::Adam{.learning_rate = 0.01},
                 .metrics = {nn::Accuracy{}, nn::TopK{.k = 2}},
                 .seed = 7,
                 .replicas = 2});
  model.fit(blobs(90), {.epochs = 3});
  return model;
}

/// Weights that are given are neither drawn before nor by compile().
TEST(SaveModel, AModelOfGivenWeightsKeepsThem) {
  const Sequential from = trained();
  Model model(from.network(), from.weights().parameters, from.weights().state);
  EXPECT_TRUE(same_bits(model.weights().parameters, from.weights().parameters));
  model.compile({.loss = nn::MeanSquaredError{}, .seed = 3});
  EXPECT_TRUE(same_bits(model.weights().parameters, from.weights().parameters));
  EXPECT_THROW(Model(from.network(), Tensor(Shape{3}), from.weights().state), Error);
}

TEST(SaveModel, WhatIsLoadedPredictsTheSameBits) {
  const support::ScratchFolder folder;
  const data::Dataset data = blobs(50);
  Sequential model = trained();
  model.mutable_info().task = "multiclass";
  model.mutable_info().target_names = {"kind"};
  model.mutable_info().class_names = {"a", "b", "c"};
  model.mutable_info().preprocessing =
      data::PreprocessingState{.task = data::Task::multiclass,
                               .features = {{.name = "width", .mean = 1.5, .std = 0.1},
                                            {.name = "height"},
                                            {.name = "depth"},
                                            {.name = "age"}},
                               .targets = {{.name = "kind"}},
                               .class_names = {"a", "b", "c"}};
  model.mutable_info().training = io::Json::Object{{"epochs", 3}};
  save_model(model, folder / "model.ganglion");

  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_EQ(model_hash(loaded), model_hash(model));
  EXPECT_TRUE(same_bits(loaded.predict(data.features), model.predict(data.features)));
  EXPECT_EQ(loaded.evaluate(data).values, model.evaluate(data).values);
  EXPECT_EQ(loaded.info().task, "multiclass");
  EXPECT_EQ(loaded.info().target_names, std::vector<std::string>{"kind"});
  EXPECT_EQ(loaded.info().class_names, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(loaded.info().preprocessing->features.at(0).mean, 1.5);
  EXPECT_EQ(loaded.info().training, model.info().training);
  EXPECT_EQ(loaded.compile_options().optimizer.to_string(),
            model.compile_options().optimizer.to_string());
  EXPECT_EQ(loaded.compile_options().seed, 7U);

  // Saved again, it is the same file.
  save_model(loaded, folder / "again.ganglion");
  EXPECT_EQ(read_file(folder / "again.ganglion"), read_file(folder / "model.ganglion"));
}

TEST(SaveModel, APrecisionIsPartOfTheModel) {
  const support::ScratchFolder folder;
  const data::Dataset data = blobs(50);
  Sequential model({Input({4}), Dense{8, nn::Activation::relu}, Dense{3}});
  CompileOptions options = {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                            .precision = Precision::bf16};
  model.compile(options);
  model.fit(blobs(90), {.epochs = 3});
  save_model(model, folder / "model.ganglion");

  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_EQ(loaded.compile_options().precision, Precision::bf16);
  EXPECT_TRUE(same_bits(loaded.predict(data.features), model.predict(data.features)));
  options.precision = Precision::f32;
  loaded.compile(options);
  EXPECT_FALSE(same_bits(loaded.predict(data.features), model.predict(data.features)));
}

TEST(SaveModel, TellsModelsApartByTheirHash) {
  Sequential model = trained();
  const std::string before = model_hash(model);
  EXPECT_EQ(before.size(), 32U);
  model.fit(blobs(90), {.epochs = 1});
  EXPECT_NE(model_hash(model), before);
}

TEST(SaveModel, AModelThatWasNeverCompiledPredictsItsOutputs) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{3}});
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_FALSE(loaded.compiled());
  const Tensor features = blobs(6).features;
  EXPECT_TRUE(same_bits(loaded.predict(features), model.predict(features)));
}

/// A loss of a user, without a name in the file.
struct Squares {
  Value per_sample(Value prediction, Value target) const {
    return nn::MeanSquaredError{}.per_sample(prediction, target);
  }
};

TEST(SaveModel, AForeignLossKeepsNobodyFromPredicting) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{3}});
  model.compile({.loss = Squares{}});
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_EQ(model_hash(loaded), model_hash(model));
  const Tensor features = blobs(6).features;
  EXPECT_TRUE(same_bits(loaded.predict(features), model.predict(features)));
}

struct Twice {
  static constexpr std::string_view kind = "twice";
  Value build(nn::GraphBuilder&, Value x) const { return x + x; }
  Attributes config() const { return {}; }
  static Twice from_config(const Attributes&) { return {}; }
};

TEST(SaveModel, LayersOfAUserAreNamedForLoading) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{3}, Twice{}});
  save_model(model, folder / "model.ganglion");
  EXPECT_THROW(load_model(folder / "model.ganglion"), Error);
  const std::vector<nn::LayerKind> custom = {nn::layer_kind<Twice>()};
  EXPECT_EQ(model_hash(load_model(folder / "model.ganglion", custom)), model_hash(model));
}

}  // namespace
}  // namespace ganglion::train

#include "ganglion/train/own_kinds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/model_file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/nn/metrics/row_mean.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/save.h"
#include "ganglion/train/step/step.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

/// Too much costs more than too little. Its name is a short one of a loss of the library.
struct Lopsided {
  double over = 3.0;
  std::vector<double> weights = {1.0};

  Value per_sample(Value prediction, Value target) const {
    const Value difference = prediction - target;
    const Value cost = ops::maximum(over * weights[0] * difference, -difference);
    return ops::reduce_mean(cost, {1});
  }

  static constexpr std::string_view kind = "focal";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("over", self.over);
    visit("weights", self.weights);
  }
};

/// Works on logarithms, and predicts what they are of. It has no settings.
struct OfLogarithms {
  static constexpr std::string_view kind = "of_logarithms";
  Value per_sample(Value prediction, Value target) const {
    return ops::reduce_mean(ops::square(prediction - ops::log(target)), {1});
  }
  Value prediction(Value output) const { return ops::exp(output); }
};

/// The share of predictions within a distance.
struct Within {
  double distance = 0.5;
  std::unique_ptr<nn::Metric> make() const;

  static constexpr std::string_view kind = "within";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("distance", self.distance);
  }
};

class WithinMetric : public nn::RowMean {
 public:
  explicit WithinMetric(double distance) : distance_(distance) {}
  std::string name() const override { return "within"; }

 protected:
  void check(const nn::MetricBatch&) const override {}
  double of_row(const nn::MetricBatch& batch, std::int64_t row) const override {
    const auto i = static_cast<std::size_t>(row);
    return std::abs(batch.predictions[i] - batch.targets[i]) <= distance_ ? 1.0 : 0.0;
  }

 private:
  double distance_;
};

std::unique_ptr<nn::Metric> Within::make() const {
  return std::make_unique<WithinMetric>(distance);
}

/// Called as one of the library's, which it is not.
struct Signs {
  double learning_rate = 1e-3;
  Value update(optim::UpdateContext& context) const {
    const Value last = context.slot("last", 1.0);
    context.assign(last, context.gradient);
    return context.parameters - context.learning_rate * ops::sign(context.gradient + last);
  }
  static constexpr std::string_view kind = "adam";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
  }
};

data::Dataset own_rows() {
  data::Dataset data = support::blobs(48);
  data.targets = Tensor(Shape{48, 1});
  for (std::int64_t i = 0; i < 48; ++i)
    data.targets.at({i, 0}) = std::abs(data.features.at({i, 0})) + 0.5F;
  return data;
}

CustomKinds all_kinds() {
  return {.losses = {nn::loss_kind<Lopsided>(), nn::loss_kind<OfLogarithms>()},
          .metrics = {nn::metric_kind<Within>()},
          .optimizers = {optim::optimizer_kind<Signs>()}};
}

Sequential trained_with(CompileOptions options) {
  Sequential model({Input({4}), Dense{6, nn::Activation::tanh}, Dense{1}});
  model.compile(std::move(options));
  model.fit(own_rows(), {.epochs = 2});
  return model;
}

CompileOptions own_options() {
  return {.loss = Lopsided{.over = 2.0, .weights = {1.5, 2.0}},
          .optimizer = Signs{.learning_rate = 0.02},
          .metrics = {nn::Mae{}, Within{.distance = 0.25}, nn::R2{}}};
}

TEST(OwnKinds, AreSavedWithTheirSettingsAndGoOn) {
  const support::ScratchFolder folder;
  Sequential model = trained_with(own_options());
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion", all_kinds());
  EXPECT_EQ(loaded.evaluate(own_rows()).values, model.evaluate(own_rows()).values);
  EXPECT_EQ(loaded.compile_options().optimizer.learning_rate(), 0.02);

  // As a clone, whose optimizer begins anew, too.
  Model same = model.clone();
  EXPECT_EQ(loaded.fit(own_rows(), {.epochs = 2}).epochs.back().at("within"),
            same.fit(own_rows(), {.epochs = 2}).epochs.back().at("within"));
  EXPECT_TRUE(same_bits(loaded.weights().parameters, same.weights().parameters));
}

TEST(OwnKinds, WhatNobodyTellsOfIsNamedByWhoNeedsIt) {
  const support::ScratchFolder folder;
  Sequential model = trained_with(own_options());
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_TRUE(same_bits(loaded.predict(own_rows().features), model.predict(own_rows().features)));
  EXPECT_TRUE(
      same_bits(Predictor(io::load_model(folder / "model.ganglion")).predict(own_rows().features),
                model.predict(own_rows().features)));
  EXPECT_NO_THROW(explain(loaded, own_rows().rows(std::vector<std::int64_t>{0})));
  for (const auto& message :
       {error_of([&] { loaded.evaluate(own_rows()); }), error_of([&] { loaded.fit(own_rows()); }),
        error_of([&] { loaded.train_on_batch(own_rows()); })}) {
    EXPECT_THAT(message, HasSubstr("loss \"focal\""));
    EXPECT_THAT(message, HasSubstr(".losses = {nn::loss_kind<…>()}"));
  }
  EXPECT_THROW(loaded.gradients(own_rows()), Error);

  CustomKinds kinds = all_kinds();
  kinds.metrics.clear();
  Model unmeasured = load_model(folder / "model.ganglion", kinds);
  EXPECT_THAT(error_of([&] { unmeasured.evaluate(own_rows()); }), HasSubstr("metric \"within\""));

  kinds = all_kinds();
  kinds.optimizers.clear();
  Model untrained = load_model(folder / "model.ganglion", kinds);
  EXPECT_EQ(untrained.evaluate(own_rows()).values, model.evaluate(own_rows()).values);
  EXPECT_THAT(error_of([&] { untrained.fit(own_rows()); }), HasSubstr("optimizer \"adam\""));
  EXPECT_THAT(error_of([&] {
                Step({&untrained}, [&](StepBuilder& s) { return s(untrained, s.input("x", {4})); },
                     {.optimizer = untrained.compile_options().optimizer});
              }),
              HasSubstr("optimizer \"adam\""));
}

TEST(OwnKinds, WhatIsNotKnownIsSavedAgainAsItWas) {
  const support::ScratchFolder folder;
  save_model(trained_with(own_options()), folder / "model.ganglion");
  save_model(load_model(folder / "model.ganglion"), folder / "again.ganglion");
  EXPECT_EQ(read_file(folder / "again.ganglion"), read_file(folder / "model.ganglion"));
  save_model(load_model(folder / "model.ganglion", all_kinds()), folder / "again.ganglion");
  EXPECT_EQ(read_file(folder / "again.ganglion"), read_file(folder / "model.ganglion"));
}

/// Outputs are logarithms: nobody may take them for what is predicted.
TEST(OwnKinds, ALossThatPredictsSomethingElseIsNeededToPredict) {
  const support::ScratchFolder folder;
  Sequential model = trained_with({.loss = OfLogarithms{}});
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_THAT(error_of([&] { loaded.predict(own_rows().features); }),
              HasSubstr("loss \"of_logarithms\""));
  EXPECT_THAT(error_of([&] { Predictor predictor(io::load_model(folder / "model.ganglion")); }),
              HasSubstr("loss of_logarithms"));
  Model told = load_model(folder / "model.ganglion", all_kinds());
  EXPECT_TRUE(same_bits(told.predict(own_rows().features), model.predict(own_rows().features)));
}

/// An optimizer of one's own is no reason to predict logits.
TEST(OwnKinds, PredictionsDontDependOnTheOptimizer) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = Signs{},
                 .metrics = {nn::Accuracy{}}});
  model.fit(support::blobs(30));
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  const data::Dataset data = support::blobs(9);
  EXPECT_TRUE(same_bits(loaded.predict(data.features), model.predict(data.features)));
  EXPECT_EQ(loaded.evaluate(data).values, model.evaluate(data).values);
}

/// A metric of the library may have settings that its name doesn't tell.
TEST(OwnKinds, SettingsOfMetricsAreKept) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{1}});
  model.compile({.loss = nn::BinaryCrossentropy{.from_logits = true},
                 .metrics = {nn::Accuracy{.threshold = 0.9}, nn::Precision{.threshold = 0.8},
                             nn::F1{.average = nn::Average::macro, .positive = 0},
                             nn::ExpectedCalibrationError{.bins = 3}}});
  data::Dataset data = support::blobs(60);
  for (auto& label : data.targets.values<std::int32_t>()) label = label > 0 ? 1 : 0;
  model.fit(data);
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_EQ(loaded.evaluate(data).values, model.evaluate(data).values);
}

/// Nor on a setting of several words.
TEST(OwnKinds, WordsOfASettingAreReadAgain) {
  const support::ScratchFolder folder;
  Sequential model({Input({4}), Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::AdamW{.exclude_from_weight_decay = "bias gamma"}});
  save_model(model, folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  ASSERT_TRUE(loaded.compiled());
  EXPECT_EQ(loaded.compile_options().optimizer.exclude_from_weight_decay(), "bias,gamma");
  const data::Dataset data = support::blobs(9);
  EXPECT_TRUE(same_bits(loaded.predict(data.features), model.predict(data.features)));
}

TEST(OwnKinds, OutputsByNameHaveTheirOwn) {
  const support::ScratchFolder folder;
  const nn::Symbol x = Input({4});
  const nn::Symbol h = Dense{6, nn::Activation::tanh}(x);
  Model model({x}, {nn::Layer(Dense{1}).named("price")(h), nn::Layer(Dense{1}).named("rest")(h)});
  model.compile({.outputs = {{"price", {.loss = Lopsided{}, .metrics = {Within{}}}},
                             {"rest", {.metrics = {nn::Mae{}, Within{.distance = 2.0}}}}}});
  data::Dataset data = own_rows();
  data.more_targets = {data.targets};
  model.fit(data);
  save_model(model, folder / "model.ganglion");
  EXPECT_THROW(load_model(folder / "model.ganglion").evaluate(data), Error);
  Model loaded = load_model(folder / "model.ganglion", all_kinds());
  EXPECT_EQ(loaded.evaluate(data).values, model.evaluate(data).values);
}

/// Without a kind there is nothing to register.
TEST(OwnKinds, WhatHasNoKindHasToBeCompiledAgain) {
  struct Squares {
    Value per_sample(Value prediction, Value target) const {
      return nn::MeanSquaredError{}.per_sample(prediction, target);
    }
  };
  struct Nameless {
    std::unique_ptr<nn::Metric> make() const { return Within{}.make(); }
  };
  const support::ScratchFolder folder;
  save_model(trained_with({.loss = Squares{}, .metrics = {Nameless{}}}), folder / "model.ganglion");
  Model loaded = load_model(folder / "model.ganglion");
  EXPECT_THAT(error_of([&] { loaded.evaluate(own_rows()); }), HasSubstr("compile() the model"));
  loaded.compile({.loss = nn::MeanSquaredError{}, .metrics = {Nameless{}}});
  EXPECT_NO_THROW(loaded.evaluate(own_rows()));
}

TEST(OwnKinds, ADamagedListIsRefused) {
  const support::ScratchFolder folder;
  io::SavedModel saved = to_saved(trained_with(own_options()));
  io::Json::Object training = saved.info.training.as_object();
  io::Json::Object compiled = training.back().second.as_object();
  for (const io::Json& damaged :
       {io::Json(1), io::Json(io::Json::Array{io::Json::Object{{"part", "loss"}}}),
        io::Json(io::Json::Array{io::Json::Object{
            {"part", "metric"}, {"index", 7}, {"kind", "a"}, {"config", io::Json::Object{}}}}),
        io::Json(io::Json::Array{io::Json::Object{{"part", "layer"}, {"index", 0}}})}) {
    compiled.back().second = damaged;
    training.back().second = compiled;
    saved.info.training = training;
    EXPECT_THROW(from_saved(saved, all_kinds()), Error);
  }
}

}  // namespace
}  // namespace ganglion::train

#include "ganglion/train/callbacks/callbacks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/optim/sgd.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using support::error_of;

using nn::Dense;
using nn::Input;
using support::blobs;
using support::same_bits;

Sequential small(double learning_rate = 0.1) {
  Sequential model(
      {Input({4}), Dense{8, nn::Activation::relu}, nn::BatchNormalization{}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = optim::SGD{.learning_rate = learning_rate},
                 .metrics = {nn::Accuracy{}}});
  return model;
}

/// Writes made-up values into the history and keeps the weights of each epoch.
class Script : public Callback {
 public:
  explicit Script(std::vector<double> values) : values_(std::move(values)) {}
  void on_epoch_end(TrainingState& state) override {
    auto& epochs = state.history.epochs;
    epochs.back().values.emplace_back("scripted", values_.at(epochs.size() - 1));
    parameters.push_back(state.model.weights().parameters);
    states.push_back(state.model.weights().state);
  }
  std::vector<Tensor> parameters;
  std::vector<Tensor> states;

 private:
  std::vector<double> values_;
};

TEST(EarlyStopping, StopsAfterPatienceAndGivesBackTheBestWeights) {
  const auto script = std::make_shared<Script>(std::vector<double>{5, 3, 4, 3, 2.95, 1, 1, 1});
  Sequential model = small();
  const History history = model.fit(
      blobs(60),
      {.epochs = 8,
       .callbacks = {script,
                     EarlyStopping{.monitor = "scripted", .patience = 3, .min_delta = 0.1}}});
  // 2.95 is better than 3 by less than min_delta.
  EXPECT_EQ(history.epochs.size(), 5U);
  EXPECT_EQ(history.stopped, "stopped early: no improvement in scripted since epoch 2 (3)");
  EXPECT_TRUE(same_bits(model.weights().parameters, script->parameters.at(1)));
  EXPECT_TRUE(same_bits(model.weights().state, script->states.at(1)));
  EXPECT_FALSE(same_bits(model.weights().state, script->states.at(4)));
}

TEST(EarlyStopping, GivesBackTheBestWeightsWithoutStoppingToo) {
  const auto script = std::make_shared<Script>(std::vector<double>{0.1, 0.7, NAN, 0.4});
  Sequential model = small();
  const History history = model.fit(
      blobs(60),
      {.epochs = 4,
       .callbacks = {script, EarlyStopping{.monitor = "scripted", .mode = Mode::maximize}}});
  EXPECT_EQ(history.epochs.size(), 4U);
  EXPECT_EQ(history.stopped, "");
  EXPECT_TRUE(same_bits(model.weights().parameters, script->parameters.at(1)));

  const auto again = std::make_shared<Script>(std::vector<double>{0.1, 0.7, NAN, 0.4});
  model.fit(
      blobs(60),
      {.epochs = 4,
       .callbacks = {again, EarlyStopping{.monitor = "scripted", .restore_best_weights = false}}});
  EXPECT_TRUE(same_bits(model.weights().parameters, again->parameters.at(3)));
}

/// Weights begin at 3 and shrink under their penalty while the rows get worse: y = 3 x.
TEST(EarlyStopping, APenaltyThatShrinksIsNoProgress) {
  Sequential model({Input({1}), Dense{.units = 1,
                                      .use_bias = false,
                                      .kernel_initializer = nn::constant(3.0),
                                      .kernel_l2 = 1.0}});
  model.compile({.loss = nn::MeanSquaredError{}, .optimizer = optim::SGD{.learning_rate = 0.01}});
  data::Dataset rows;
  rows.features = Tensor::of<float>({2, 1}, {1, -1});
  rows.targets = Tensor::of<float>({2, 1}, {3, -3});
  const History history =
      model.fit(rows, {.epochs = 5, .validation_data = &rows, .callbacks = {EarlyStopping{}}});
  EXPECT_EQ(history["loss"][0], 0.0);
  EXPECT_EQ(history["penalty"][0], 9.0);
  // One step against the slope 2 * 3 of the penalty: 3 - 0.06.
  EXPECT_NEAR(history["val_loss"][0], 0.06 * 0.06, 1e-6);
  EXPECT_NEAR(history["penalty"][1], 2.94 * 2.94, 1e-5);
  EXPECT_GT(history["val_loss"][4], history["val_loss"][0]);
  EXPECT_NEAR(model.weight("dense/kernel").values<float>()[0], 2.94F, 1e-6F) << "of epoch 1";
  EXPECT_NEAR(model.evaluate(rows).penalty, 2.94 * 2.94, 1e-5);
  EXPECT_NEAR(model.evaluate(rows).at("loss"), 0.06 * 0.06, 1e-6);
}

TEST(EarlyStopping, AFurtherFitBeginsAnew) {
  const auto script = std::make_shared<Script>(std::vector<double>{1, 2, 3});
  const FitOptions options = {
      .epochs = 3, .callbacks = {script, EarlyStopping{.monitor = "scripted", .patience = 2}}};
  Sequential model = small();
  EXPECT_EQ(model.fit(blobs(60), options).epochs.size(), 3U);
  EXPECT_EQ(model.fit(blobs(60), options).epochs.size(), 3U);
}

TEST(EarlyStopping, SaysWhatIsMissing) {
  Sequential model = small();
  EXPECT_NE(error_of([&] {
              model.fit(blobs(60), {.callbacks = {EarlyStopping{}}});
            }).find("validation_split"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              model.fit(blobs(60), {.callbacks = {EarlyStopping{.monitor = "lost"}}});
            }).find("loss, accuracy"),
            std::string::npos);
  EXPECT_NE(error_of([] { EarlyStopping{.patience = -1}.make(); }).find("patience = -1"),
            std::string::npos);
}

TEST(Monitor, KnowsWhichWayIsBetter) {
  EXPECT_TRUE(Monitor{"val_accuracy"}.maximizes());
  EXPECT_TRUE(Monitor{"roc_auc_1"}.maximizes());
  EXPECT_TRUE(Monitor{"val_r2"}.maximizes());
  EXPECT_FALSE(Monitor{"val_loss"}.maximizes());
  EXPECT_FALSE(Monitor{"log_loss"}.maximizes());
  EXPECT_FALSE((Monitor{"accuracy", Mode::minimize}.maximizes()));
}

TEST(CsvLogger, HasALineForEachEpoch) {
  const support::ScratchFolder folder;
  const std::string path = folder / "history.csv";
  Sequential model = small();
  const History history =
      model.fit(blobs(60), {.epochs = 3, .validation_split = 0.5, .callbacks = {CsvLogger{path}}});
  const std::string text = read_file(path);
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
  const std::size_t last = text.rfind("\n3,");
  ASSERT_NE(last, std::string::npos);
  EXPECT_EQ(std::stod(text.substr(last + 3)), history["loss"].back());  // to the last bit
}

TEST(CsvLogger, WhatCameLaterHasAColumnOfItsOwn) {
  const History history = {
      .epochs = {{.epoch = 1, .values = {{"loss", 0.5}, {"seconds", 2.0}}},
                 {.epoch = 2, .values = {{"loss", 0.25}, {"penalty", 0.125}, {"seconds", 3.0}}}}};
  EXPECT_EQ(history_csv(history), "epoch,loss,seconds,penalty\n1,0.5,2,\n2,0.25,3,0.125\n");
}

TEST(CsvLogger, GoesOnAfterTheEpochsOfTheResumedRun) {
  const support::ScratchFolder folder;
  const std::string path = folder / "history.csv";
  Sequential model = small();
  History history = model.fit(blobs(60), {.epochs = 4, .callbacks = {CsvLogger{path}}});
  const std::string before = read_file(path);
  history.epochs.resize(2);  // as if it had been killed after writing lines of lost epochs
  model.fit(blobs(60),
            {.epochs = 1, .callbacks = {CsvLogger{path}}, .resumed = std::move(history)});
  const std::string after = read_file(path);
  const std::size_t kept = before.find("\n3,") + 1;
  EXPECT_EQ(after.substr(0, kept), before.substr(0, kept));
  EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 4);
}

TEST(CsvLogger, NamesAFileThatCannotBeWritten) {
  Sequential model = small();
  EXPECT_NE(error_of([&] {
              model.fit(blobs(60), {.callbacks = {CsvLogger{"/not/there/history.csv"}}});
            }).find("/not/there/history.csv"),
            std::string::npos);
}

/// The rates that the steps ran with.
class Rates : public Callback {
 public:
  void on_step_end(TrainingState& state) override { rates.push_back(state.learning_rate); }
  std::vector<double> rates;
};

TEST(LearningRateSchedule, SetsTheRateOfEachStep) {
  const auto seen = std::make_shared<Rates>();
  Sequential model = small();
  const FitOptions options = {
      .epochs = 1,
      .batch_size = 30,
      .callbacks = {LearningRateSchedule{optim::StepDecay{
                        .initial_learning_rate = 0.8, .factor = 0.5, .every_steps = 1}},
                    seen}};
  model.fit(blobs(60), options);
  model.fit(blobs(60), options);  // counts on
  EXPECT_EQ(seen->rates, (std::vector<double>{0.8, 0.4, 0.2, 0.1}));

  // The rate reaches the update: no step moves anything at a rate of 0.
  Sequential still = small();
  const Tensor before = still.weights().parameters;
  still.fit(blobs(60), {.callbacks = {LearningRateSchedule{optim::ConstantSchedule{0}}}});
  EXPECT_TRUE(same_bits(still.weights().parameters, before));
}

TEST(ReduceOnPlateauCallback, IsAFactorUponTheSchedule) {
  const auto script = std::make_shared<Script>(std::vector<double>{1, 1, 1, 1});
  const auto seen = std::make_shared<Rates>();
  Sequential model = small();
  model.fit(
      blobs(30),
      {.epochs = 4,
       .callbacks = {script,
                     LearningRateSchedule{optim::StepDecay{
                         .initial_learning_rate = 0.8, .factor = 0.5, .every_steps = 1}},
                     ReduceOnPlateau{.monitor = "scripted", .factor = 0.5, .patience = 2}, seen}});
  // After the third epoch two had brought nothing.
  EXPECT_EQ(seen->rates, (std::vector<double>{0.8, 0.4, 0.2, 0.05}));
}

/// Callbacks of a user, by value, with an end in sight.
struct StopAtOnce : Callback {
  void on_epoch_end(TrainingState& state) override {
    state.stop = true;
    state.stop_reason = "enough";
  }
};

TEST(Callback, OfAUserIsGivenByValue) {
  Sequential model = small();
  const History history = model.fit(blobs(60), {.epochs = 5, .callbacks = {StopAtOnce{}}});
  EXPECT_EQ(history.epochs.size(), 1U);
  EXPECT_EQ(history.stopped, "enough");
}

/// An AUC of validation rows of one class: no epoch has one.
TEST(EarlyStopping, DoesNotWaitForWhatIsNotDefined) {
  const auto script = std::make_shared<Script>(std::vector<double>(6, NAN));
  Sequential model = small();
  const History history = model.fit(
      blobs(60), {.epochs = 6,
                  .callbacks = {script, EarlyStopping{.monitor = "scripted", .patience = 2},
                                ReduceOnPlateau{.monitor = "scripted", .patience = 2}}});
  EXPECT_EQ(history.epochs.size(), 6U);
  EXPECT_EQ(history["learning_rate"].back(), history["learning_rate"].front());
  EXPECT_TRUE(same_bits(model.weights().parameters, script->parameters.at(5)));
}

TEST(CsvLogger, LeavesTheCellOfWhatIsNotDefinedEmpty) {
  const support::ScratchFolder folder;
  const std::string path = folder / "history.csv";
  Sequential model = small();
  model.fit(blobs(60),
            {.epochs = 1,
             .callbacks = {std::make_shared<Script>(std::vector<double>{NAN}), CsvLogger{path}}});
  EXPECT_TRUE(read_file(path).ends_with(",\n"));
}

}  // namespace
}  // namespace ganglion::train

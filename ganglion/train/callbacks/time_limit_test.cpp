#include "ganglion/train/callbacks/time_limit.h"

#include <gmock/gmock.h>

#include <cmath>
#include <thread>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/model.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"

namespace ganglion::train {
namespace {

using support::blobs;
using ::testing::HasSubstr;

Sequential timed_model() {
  Sequential model({nn::Input({4}), nn::Dense{8, nn::Activation::relu}, nn::Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .metrics = {nn::Accuracy{}}});
  return model;
}

/// The steps of an epoch of 60 rows are 2; the time is up after the first.
TEST(TimeLimit, EndsTheEpochWithItsStepAndValidatesWhatThereIs) {
  const data::Dataset rows = blobs(60);
  Sequential model = timed_model();
  const History history = model.fit(
      rows, {.epochs = 5, .validation_data = &rows, .callbacks = {TimeLimit{.seconds = 0}}});
  ASSERT_EQ(history.epochs.size(), 1U);
  EXPECT_EQ(history.stopped, "stopped in epoch 1: the time was up");
  EXPECT_EQ(model.progress().steps, 1);
  EXPECT_TRUE(std::isfinite(history["loss"][0]));
  EXPECT_TRUE(std::isnan(history["accuracy"][0]));
  EXPECT_NEAR(history["val_loss"][0], model.evaluate(rows).at("loss"), 1e-6);
}

TEST(TimeLimit, KeepsTheBestWeightsOfTheEpochsBefore) {
  const data::Dataset rows = blobs(60);
  Sequential model = timed_model();
  const History history = model.fit(
      rows, {.epochs = 1'000'000,
             .validation_data = &rows,
             .callbacks = {TimeLimit{.seconds = 0.4}, EarlyStopping{.patience = 1'000'000}}});
  EXPECT_GT(history.epochs.size(), 1U);
  EXPECT_LT(history.epochs.size(), 1'000'000U);
  const auto best = static_cast<std::size_t>(history.argmin_epoch("val_loss"));
  EXPECT_NEAR(history["val_loss"].at(best - 1), model.evaluate(rows).at("loss"), 1e-7);
}

TEST(TimeLimit, RefusesANegativeTime) {
  EXPECT_THAT(support::error_of([] { TimeLimit{.seconds = -1}.make(); }),
              HasSubstr("seconds = -1 must not be below 0"));
}

/// Half a cosine over 1,000 steps, of which the clock leaves none.
TEST(LearningRateSchedule, IsThroughWhenItsTimeIsUp) {
  struct ClockedRates : Callback {
    void on_step_begin(TrainingState& state) override {
      rates->push_back(state.learning_rate);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    std::shared_ptr<std::vector<double>> rates = std::make_shared<std::vector<double>>();
  };
  const ClockedRates seen;
  Sequential model = timed_model();
  const optim::CosineDecay cosine = {.initial_learning_rate = 0.5, .decay_steps = 1'000};
  model.fit(blobs(60),
            {.epochs = 2,
             .callbacks = {
                 LearningRateSchedule{.schedule = cosine, .seconds = 1e-3, .steps = 1'000}, seen}});
  ASSERT_EQ(seen.rates->size(), 4U);
  EXPECT_DOUBLE_EQ(seen.rates->at(1), cosine.at(999));
  EXPECT_DOUBLE_EQ(seen.rates->at(3), cosine.at(999));
}

}  // namespace
}  // namespace ganglion::train

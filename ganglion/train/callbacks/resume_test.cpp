#include "ganglion/train/callbacks/resume.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/metrics/metrics.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/callbacks/callbacks.h"
#include "ganglion/train/save.h"
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

struct Setting {
  optim::Optimizer optimizer = optim::Adam{.learning_rate = 0.02};
  std::int64_t replicas = 1;
  Precision precision = Precision::f32;
  int threads = 1;
};

Sequential make(const Setting& setting) {
  Sequential model({Input({4}), Dense{8, nn::Activation::relu}, nn::BatchNormalization{},
                    nn::Dropout{0.3}, Dense{3}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
                 .optimizer = setting.optimizer,
                 .metrics = {nn::Accuracy{}},
                 .seed = 5,
                 .replicas = setting.replicas,
                 .precision = setting.precision,
                 .threads = setting.threads});
  return model;
}

/// 70 rows to train on: the last batch has 6.
data::Dataset noisy() {
  return blobs(100, 0.5);
}

FitOptions options(std::vector<AnyCallback> more = {}) {
  FitOptions options{.epochs = 9,
                     .batch_size = 16,
                     .validation_split = 0.3,
                     .callbacks = {ReduceOnPlateau{.factor = 0.5, .patience = 1, .cooldown = 1},
                                   EarlyStopping{.patience = 4}}};
  for (AnyCallback& callback : more) options.callbacks.push_back(std::move(callback));
  return options;
}

/// Writes a checkpoint of every epoch.
class Every : public Callback {
 public:
  explicit Every(std::string prefix) : prefix_(std::move(prefix)) {}
  void on_epoch_settled(TrainingState& state) override {
    save_checkpoint(state.model, state.options, state.history,
                    prefix_ + std::to_string(state.epoch));
  }

 private:
  std::string prefix_;
};

void expect_same_history(const History& a, const History& b) {
  ASSERT_EQ(a.epochs.size(), b.epochs.size());
  EXPECT_EQ(a.stopped, b.stopped);
  for (std::size_t i = 0; i < a.epochs.size(); ++i) {
    EXPECT_EQ(a.epochs[i].epoch, b.epochs[i].epoch);
    ASSERT_EQ(a.epochs[i].values.size(), b.epochs[i].values.size());
    for (std::size_t k = 0; k < a.epochs[i].values.size(); ++k) {
      if (a.epochs[i].values[k].first != "seconds") {
        EXPECT_EQ(a.epochs[i].values[k], b.epochs[i].values[k]) << "epoch " << i + 1;
      }
    }
  }
}

void expect_resumable(const Setting& setting, const Setting& later) {
  const support::ScratchFolder folder;
  const data::Dataset data = noisy();
  Sequential whole = make(setting);
  const History history = whole.fit(data, options({Every(folder / "at")}));
  ASSERT_GE(history.epochs.size(), 5U);
  for (std::size_t epoch = 1; epoch <= history.epochs.size(); ++epoch) {
    SCOPED_TRACE(epoch);
    Sequential model = make(later);
    FitOptions rest = options();
    restore_checkpoint(folder / ("at" + std::to_string(epoch)), model, rest);
    expect_same_history(model.fit(data, rest), history);
    EXPECT_TRUE(same_bits(model.weights().parameters, whole.weights().parameters));
    EXPECT_TRUE(same_bits(model.weights().state, whole.weights().state));
    for (const auto& [name, slot] : whole.weights().slots) {
      EXPECT_TRUE(same_bits(model.weights().slots.at(name), slot)) << name;
    }
    EXPECT_EQ(model.progress().steps, whole.progress().steps);
    EXPECT_EQ(model_hash(model), model_hash(whole));
  }
}

TEST(Resume, GoesOnToTheSameBitsFromEveryEpoch) {
  expect_resumable({}, {});
}

TEST(Resume, GoesOnWithReplicasAndAnyNumberOfThreads) {
  expect_resumable({.replicas = 4, .threads = 1}, {.replicas = 4, .threads = 3});
  expect_resumable({.replicas = 4, .threads = 3}, {.replicas = 4, .threads = 1});
  expect_resumable({.replicas = 1, .threads = 3}, {.replicas = 1, .threads = 1});
}

TEST(Resume, GoesOnWithEveryOptimizer) {
  for (const optim::Optimizer& optimizer : std::vector<optim::Optimizer>{
           optim::SGD{.learning_rate = 0.02, .momentum = 0.9}, optim::AdamW{}, optim::RMSprop{},
           optim::Adagrad{.learning_rate = 0.02}}) {
    SCOPED_TRACE(optimizer.name());
    expect_resumable({.optimizer = optimizer}, {.optimizer = optimizer});
  }
}

TEST(Resume, ARunThatIsInterruptedTwiceIsStillTheSame) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint.ganglion";
  const data::Dataset data = noisy();
  Sequential whole = make({});
  const History history = whole.fit(data, options());

  /// Asks for an end in the middle of an epoch.
  struct Interrupt : Callback {
    Interrupt(std::int64_t epoch_in, std::atomic<bool>* flag_in) : epoch(epoch_in), flag(flag_in) {}
    void on_step_end(TrainingState& state) override {
      if (state.epoch == epoch && state.step == 2) *flag = true;
    }
    std::int64_t epoch;
    std::atomic<bool>* flag;
  };
  for (std::int64_t epoch : {2, 4}) {
    std::atomic<bool> stop = false;
    Sequential model = make({});
    FitOptions part = options({Checkpoint{.path = path}, Interrupt(epoch, &stop)});
    part.stop = &stop;
    if (epoch == 4) restore_checkpoint(path, model, part);
    EXPECT_EQ(model.fit(data, part).epochs.size(), static_cast<std::size_t>(epoch - 1));
  }
  Sequential model = make({});
  FitOptions rest = options();
  restore_checkpoint(path, model, rest);
  expect_same_history(model.fit(data, rest), history);
  EXPECT_EQ(model_hash(model), model_hash(whole));
}

TEST(Resume, MoreEpochsMayBeAskedFor) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint.ganglion";
  const auto plain = [](std::int64_t epochs) {
    return FitOptions{.epochs = epochs, .batch_size = 16};
  };
  Sequential whole = make({});
  whole.fit(noisy(), plain(6));
  Sequential first = make({});
  FitOptions three = plain(3);
  three.callbacks = {Checkpoint{.path = path}};
  first.fit(noisy(), three);
  Sequential second = make({});
  FitOptions six = plain(6);
  restore_checkpoint(path, second, six);
  EXPECT_EQ(six.epochs, 3);
  EXPECT_EQ(second.fit(noisy(), six).epochs.size(), 6U);
  EXPECT_EQ(model_hash(second), model_hash(whole));
}

/// A callback of a user, with memory of every kind.
class Diary : public Callback {
 public:
  explicit Diary(std::string name) : name_(std::move(name)) {}
  std::string name() const override { return name_; }
  CallbackMemory memory() const override { return kept; }
  void restore(const CallbackMemory& memory) override { kept = memory; }
  CallbackMemory kept;

 private:
  std::string name_;
};

TEST(Resume, EachCallbackGetsItsOwnMemoryBack) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint.ganglion";
  const auto diary = [](const std::string& name, double number) {
    auto callback = std::make_shared<Diary>(name);
    callback->kept = {.numbers = {{"a", number}, {"b", 0.1}},
                      .texts = {{"said", "\"ü\"\n"}},
                      .tensors = {{"t", Tensor::of<float>({2}, {0.1F, -3.0F})}}};
    return callback;
  };
  Sequential model = make({});
  save_checkpoint(model, {.callbacks = {diary("one", 1), diary("two", INFINITY), diary("one", 3)}},
                  {}, path);

  const auto first = std::make_shared<Diary>("one");
  const auto second = std::make_shared<Diary>("one");
  const auto two = std::make_shared<Diary>("two");
  const auto fresh = std::make_shared<Diary>("three");
  FitOptions fit{.callbacks = {fresh, two, first, second}};
  restore_checkpoint(path, model, fit);
  EXPECT_EQ(first->kept.number("a"), 1);
  EXPECT_EQ(second->kept.number("a"), 3);
  EXPECT_EQ(two->kept.number("a"), INFINITY);
  EXPECT_EQ(two->kept.number("b"), 0.1);
  EXPECT_EQ(two->kept.text("said"), "\"ü\"\n");
  EXPECT_TRUE(same_bits(two->kept.tensor("t"), Tensor::of<float>({2}, {0.1F, -3.0F})));
  EXPECT_TRUE(fresh->kept.numbers.empty());
  EXPECT_THROW(two->kept.count("a"), Error);
  EXPECT_THROW(two->kept.tensor("lost"), Error);
}

TEST(Resume, TheModelInACheckpointCanBeUsed) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint.ganglion";
  Sequential model = make({});
  model.fit(noisy(), {.epochs = 2, .callbacks = {Checkpoint{.path = path, .every_epochs = 1}}});
  EXPECT_EQ(model_hash(load_model(path)), model_hash(model));
}

TEST(Resume, RefusesWhatIsAnotherRun) {
  const support::ScratchFolder folder;
  const std::string path = folder / "checkpoint.ganglion";
  Sequential model = make({});
  FitOptions fit = options();
  save_checkpoint(model, fit, {}, path);

  const auto refusal = [&](Model other, FitOptions changed) {
    return error_of([&] { restore_checkpoint(path, other, changed); });
  };
  EXPECT_EQ(refusal(make({}), options()), "no error");
  EXPECT_NE(refusal(make({.replicas = 2}), options()).find("\"replicas\":1"), std::string::npos);
  EXPECT_NE(refusal(make({.precision = Precision::bf16}), options()).find("\"precision\":\"bf16\""),
            std::string::npos);
  EXPECT_NE(refusal(make({.optimizer = optim::SGD{}}), options()).find("the optimizer \"adam"),
            std::string::npos);
  FitOptions batch = options();
  batch.batch_size = 8;
  EXPECT_NE(refusal(make({}), batch).find("\"batch_size\":16"), std::string::npos);
  FitOptions weights = options();
  weights.class_weights = {1, 2, 0.3};
  EXPECT_NE(refusal(make({}), weights).find("\"class_weights\":[[1.0,2.0,0.3]]"), std::string::npos)
      << refusal(make({}), weights);
  weights.class_weights.assign(5000, 2);
  EXPECT_LT(refusal(make({}), weights).size(), 1000U);
  Sequential network({Input({4}), Dense{3}});
  network.compile(make({}).compile_options());
  EXPECT_NE(refusal(std::move(network), options()).find("its network differs"), std::string::npos);
  FitOptions watch = options();
  watch.callbacks = {EarlyStopping{.monitor = "loss"}};
  EXPECT_NE(refusal(make({}), watch).find("monitored 'val_loss'"), std::string::npos);

  save_model(model, path);
  EXPECT_NE(refusal(make({}), options()).find("no checkpoint"), std::string::npos);
}

}  // namespace
}  // namespace ganglion::train

#include "ganglion/train/callbacks/early_stopping.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

constexpr const char* kEarlyStopping = "early_stopping";

class Stopper final : public Callback {
 public:
  explicit Stopper(const EarlyStopping& options)
      : options_(options), monitor_{options.monitor, options.mode} {}

  void on_train_begin(TrainingState& state) override {
    monitor_.check(state, kEarlyStopping);
    if (!std::exchange(restored_, false)) forget();
    stop_if_waited(state);  // the run may have been saved when it was over
  }

  void on_epoch_end(TrainingState& state) override {
    const double value = monitor_.read(state, kEarlyStopping);
    // The very first epoch counts, whatever it is: there must be weights to go back to.
    if (best_epoch_ == 0 || monitor_.better(value, best_, options_.min_delta)) {
      best_ = value;
      best_epoch_ = state.epoch;
      waited_ = 0;
      if (options_.restore_best_weights) {
        const Weights& weights = state.model.weights();
        parameters_ = weights.parameters;
        state_ = weights.state;
      }
      return;
    }
    if (std::isnan(best_)) return;  // not defined on these rows: nothing to wait for
    ++waited_;
    stop_if_waited(state);
  }

  void on_train_end(TrainingState& state) override {
    if (!options_.restore_best_weights || best_epoch_ == 0 || std::isnan(best_)) return;
    state.model.set_weights(parameters_, state_);
  }

  std::string name() const override { return kEarlyStopping; }

  CallbackMemory memory() const override {
    CallbackMemory memory{.numbers = {{"best", best_},
                                      {"best_epoch", static_cast<double>(best_epoch_)},
                                      {"waited", static_cast<double>(waited_)}},
                          .texts = {{"monitor", monitor_.name}}};
    if (options_.restore_best_weights && best_epoch_ > 0) {
      memory.tensors = {{"parameters", parameters_}, {"state", state_}};
    }
    return memory;
  }

  void restore(const CallbackMemory& memory) override {
    if (memory.text("monitor") != monitor_.name) {
      throw Error(fmt::format("{}: the checkpoint monitored '{}', this run monitors '{}'",
                              kEarlyStopping, memory.text("monitor"), monitor_.name));
    }
    best_ = memory.number("best");
    best_epoch_ = memory.count("best_epoch");
    waited_ = memory.count("waited");
    if (options_.restore_best_weights && best_epoch_ > 0) {
      parameters_ = memory.tensor("parameters");
      state_ = memory.tensor("state");
    }
    restored_ = true;
  }

 private:
  void forget() {
    best_ = std::numeric_limits<double>::quiet_NaN();
    best_epoch_ = waited_ = 0;
  }

  void stop_if_waited(TrainingState& state) const {
    // Keras stops at the end of the epoch in which patience is used up; 0 and 1 are the same.
    if (waited_ == 0 || waited_ < options_.patience) return;
    state.stop = true;
    state.stop_reason = fmt::format("stopped early: no improvement in {} since epoch {} ({:.6g})",
                                    monitor_.name, best_epoch_, best_);
  }

  EarlyStopping options_;
  Monitor monitor_;
  double best_ = std::numeric_limits<double>::quiet_NaN();
  std::int64_t best_epoch_ = 0;
  std::int64_t waited_ = 0;
  Tensor parameters_;
  Tensor state_;
  bool restored_ = false;
};

}  // namespace

std::shared_ptr<Callback> EarlyStopping::make() const {
  if (patience < 0 || !(min_delta >= 0)) {
    throw Error(fmt::format("{}: patience = {} and min_delta = {} must not be below 0",
                            kEarlyStopping, patience, min_delta));
  }
  return std::make_shared<Stopper>(*this);
}

}  // namespace ganglion::train

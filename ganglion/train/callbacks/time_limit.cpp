#include "ganglion/train/callbacks/time_limit.h"

#include <fmt/format.h>

#include <chrono>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

class Limit final : public Callback {
 public:
  explicit Limit(double seconds) : seconds_(seconds) {}

  void on_train_begin(TrainingState&) override { began_ = Clock::now(); }

  void on_step_end(TrainingState& state) override {
    if (std::chrono::duration<double>(Clock::now() - began_).count() < seconds_) return;
    state.stop = state.stop_at_once = true;
    state.stop_reason = fmt::format("stopped in epoch {}: the time was up", state.epoch);
  }

 private:
  double seconds_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace

std::shared_ptr<Callback> TimeLimit::make() const {
  if (!(seconds >= 0.0)) {
    throw Error(fmt::format("time_limit: seconds = {} must not be below 0", seconds));
  }
  return std::make_shared<Limit>(seconds);
}

}  // namespace ganglion::train

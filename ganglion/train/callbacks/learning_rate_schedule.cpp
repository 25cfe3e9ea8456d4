#include "ganglion/train/callbacks/learning_rate_schedule.h"

#include <algorithm>
#include <chrono>

#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

class Scheduler final : public Callback {
 public:
  explicit Scheduler(const LearningRateSchedule& options) : options_(options) {}

  void on_train_begin(TrainingState&) override { began_ = Clock::now(); }

  void on_step_begin(TrainingState& state) override {
    state.learning_rate =
        options_.schedule.at(std::max(state.model.progress().steps, due_by_clock()));
  }

 private:
  std::int64_t due_by_clock() const {
    if (options_.seconds <= 0.0 || options_.steps <= 0) return 0;
    const std::chrono::duration<double> passed = Clock::now() - began_;
    const double share = std::min(1.0, passed.count() / options_.seconds);
    // The last step of a schedule is the one before its end.
    return static_cast<std::int64_t>(share * static_cast<double>(options_.steps - 1));
  }

  LearningRateSchedule options_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace

std::shared_ptr<Callback> LearningRateSchedule::make() const {
  return std::make_shared<Scheduler>(*this);
}

}  // namespace ganglion::train

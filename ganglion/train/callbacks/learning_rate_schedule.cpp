#include "ganglion/train/callbacks/learning_rate_schedule.h"

#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

class Scheduler final : public Callback {
 public:
  explicit Scheduler(const LearningRateSchedule& options) : schedule_(options.schedule) {}

  void on_step_begin(TrainingState& state) override {
    state.learning_rate = schedule_.at(state.model.progress().steps);
  }

 private:
  optim::Schedule schedule_;
};

}  // namespace

std::shared_ptr<Callback> LearningRateSchedule::make() const {
  return std::make_shared<Scheduler>(*this);
}

}  // namespace ganglion::train

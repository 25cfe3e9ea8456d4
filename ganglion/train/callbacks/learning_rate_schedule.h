#pragma once
#include <cstdint>
#include <memory>

#include "ganglion/optim/schedule.h"
#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Sets the learning rate of every step by a schedule, counted in steps since compile. The
/// optimizer's own learning rate is ignored then.
struct LearningRateSchedule {
  optim::Schedule schedule = optim::ConstantSchedule{};
  /// With both of these above 0 the schedule is through after so many seconds of this fit, however
  /// few of its steps were made by then: the rate is that of the step that is due by the clock.
  double seconds = 0.0;
  std::int64_t steps = 0;

  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

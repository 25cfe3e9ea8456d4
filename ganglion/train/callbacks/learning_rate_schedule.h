#pragma once
#include <memory>

#include "ganglion/optim/schedule.h"
#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Sets the learning rate of every step by a schedule, counted in steps since compile. The
/// optimizer's own learning rate is ignored then.
struct LearningRateSchedule {
  optim::Schedule schedule = optim::ConstantSchedule{};

  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callbacks/monitor.h"

namespace ganglion::train {

/// Lowers the learning rate when the monitored value stops improving, as Keras' ReduceLROnPlateau.
/// Its factor applies to the rate of a LearningRateSchedule before it in the list, or to the
/// optimizer's. Another call of fit with the same callback keeps the rate.
struct ReduceOnPlateau {
  std::string monitor = "val_loss";
  double factor = 0.1;               ///< in (0, 1); multiplies the learning rate
  std::int64_t patience = 10;        ///< epochs without improvement before that; >= 0
  double min_delta = 1e-4;           ///< smaller changes are no improvement
  std::int64_t cooldown = 0;         ///< epochs after a reduction in which none are counted
  double minimum_learning_rate = 0;  ///< the rate never goes below
  Mode mode = Mode::automatic;

  /// Throws Error for settings that cannot work.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callbacks/monitor.h"

namespace ganglion::train {

/// Stops training when the monitored value has not improved for `patience` epochs, and restores
/// the weights of the best epoch in any case: also if training ran to its last epoch or was
/// interrupted. Like Keras' EarlyStopping, which restores them only after stopping early.
///
/// A value that is not defined on these rows (NaN, from the first epoch on) stops nothing, and the
/// last weights stay.
///
/// Each call of fit starts anew, unless it resumes from a checkpoint.
struct EarlyStopping {
  std::string monitor = "val_loss";
  std::int64_t patience = 10;  ///< >= 0
  double min_delta = 0.0;      ///< smaller changes are no improvement; >= 0
  Mode mode = Mode::automatic;
  /// Trainable and non-trainable parameters (moving averages), not the optimizer's slots.
  bool restore_best_weights = true;

  /// Throws Error for a negative patience or min_delta.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

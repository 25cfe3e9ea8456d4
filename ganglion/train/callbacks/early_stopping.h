#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callbacks/monitor.h"

namespace ganglion::train {

/// Ends training when a number has not become better for `patience` epochs, and gives back the
/// weights of the best epoch in any case: also when training went to its last epoch or was
/// interrupted. As Keras' EarlyStopping, which restores them only after stopping early.
///
/// Each call of fit begins anew, unless it goes on from a checkpoint.
struct EarlyStopping {
  std::string monitor = "val_loss";
  std::int64_t patience = 10;  ///< >= 0
  double min_delta = 0.0;      ///< less than this is no improvement; >= 0
  Mode mode = Mode::automatic;
  /// Parameters and state (moving averages), not the optimizer's slots.
  bool restore_best_weights = true;

  /// Throws Error for a negative patience or min_delta.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

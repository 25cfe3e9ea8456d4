#pragma once
#include <memory>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Ends training after the step that the time is up in, at least one: the epoch is cut short, and
/// its metrics on the training rows are not defined (NaN). Where it ends depends on the clock, and
/// so do the weights.
struct TimeLimit {
  double seconds = 0.0;  ///< of this call of fit; >= 0

  /// Throws Error for a negative time.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

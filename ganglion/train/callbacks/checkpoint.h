#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Writes what training goes on from (see train/resume.h) at ends of epochs, and at the end, also
/// when training was interrupted: then that of the last whole epoch. Atomically: a kill at any
/// moment leaves the one before or the new one.
struct Checkpoint {
  std::string path = "checkpoint.ganglion";
  double seconds = 10.0;          ///< between two; 0: every epoch
  std::int64_t every_epochs = 0;  ///< above 0: every so many epochs, whatever the time
  std::string job = {};           ///< the job file, kept with it

  /// Throws Error for settings that cannot work.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

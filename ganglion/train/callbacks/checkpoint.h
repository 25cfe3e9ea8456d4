#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Saves checkpoints to resume training from (see train/callbacks/resume.h) at ends of epochs, and
/// at the end, also if training was interrupted: then that of the last complete epoch. Atomic: a
/// kill at any moment leaves the previous or the new one.
struct Checkpoint {
  std::string path = "checkpoint.ganglion";
  double seconds = 10.0;          ///< between checkpoints; 0: every epoch
  std::int64_t every_epochs = 0;  ///< if > 0: every so many epochs instead
  std::string job = {};           ///< the job file, saved with it
  std::string source = {};        ///< what the data are, likewise (io::Checkpoint)

  /// Throws Error for settings that cannot work.
  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

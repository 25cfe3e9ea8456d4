#pragma once
#include <atomic>

#include "ganglion/train/job/listener.h"

namespace ganglion::train {

struct RunOptions {
  /// Go on from the checkpoint of the run folder `out`, to the same bits as without the break.
  bool resume = false;
  /// Progress on stderr: a line that is rewritten on a terminal, else a line now and then.
  bool progress = true;
  Listener listener = {};
  /// Set to true from a signal handler: the run ends after its step, and can be resumed.
  const std::atomic<bool>* stop = nullptr;
};

}  // namespace ganglion::train

#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "ganglion/train/job/listener.h"

namespace ganglion::train {

struct RunOptions {
  /// Go on from the checkpoint of the run folder `out`, to the same bits as without the break.
  bool resume = false;
  /// Progress on stderr: a line that is rewritten on a terminal, else a line now and then.
  bool progress = true;
  Listener listener = {};
  /// Goes on although the data are no longer those that the run began with.
  bool accept_changed_data = false;
  /// Set to true from a signal handler: the run ends after its step, and can be resumed.
  const std::atomic<bool>* stop = nullptr;
  /// Set to true by the run while it trains: then a stop is heeded soon, and saves what was done.
  /// At any other time the process may as well end at once: no file is ever half-written, and what
  /// was trained is saved already.
  std::atomic<bool>* training = nullptr;
  /// Told of the run folder as soon as there is a run in it that can be resumed.
  std::function<void(const std::string& folder)> begun = {};
};

}  // namespace ganglion::train

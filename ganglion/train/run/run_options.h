#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "ganglion/dist/communicator.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

class Callback;
struct ResolvedJob;

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
  /// Ranks that share the run, which all call it with the same job; null: this process alone. They
  /// share each training step, or the networks of an ensemble, and the folds of a cross-validation.
  /// Rank 0 writes the run folder and evaluates; the others' results end with the training.
  dist::Communicator* ranks = nullptr;
  /// Told of the run folder as soon as there is a run in it that can be resumed.
  std::function<void(const std::string& folder)> begun = {};
  /// Asked once it is known how the networks are trained: a callback for the fit of the first one,
  /// behind all others; null: none.
  std::function<std::shared_ptr<Callback>(const ResolvedJob&)> watch = {};
};

}  // namespace ganglion::train

#pragma once
#include <map>
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/train/any_callback.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

class Model;

/// What a callback can read and change during fit.
struct TrainingState {
  Model& model;
  History& history;
  const FitOptions& options;
  std::int64_t epochs = 0;           ///< the number of the last one, counted over all calls of fit
  std::int64_t steps_per_epoch = 0;  ///< batches; 0: nobody knows
  std::int64_t epoch = 0;            ///< the current one, from 1
  std::int64_t step = 0;             ///< within the epoch, from 1; 0 before the first
  std::int64_t rows_done = 0;        ///< within the epoch
  double loss = 0.0;                 ///< mean over the rows done in this epoch
  /// Of the step that is about to run. It is the optimizer's before each on_step_begin, where
  /// callbacks may change it, one after another; later it is the one that was used.
  double learning_rate = 0.0;
  bool has_validation = false;
  bool stop = false;  ///< set it to end training after this epoch
  /// Set it, too, to end the epoch after this step: what else is to be done at its end is done.
  bool stop_at_once = false;
  std::string stop_reason = {};
};

/// The state of a callback, so that training can be resumed from a file.
struct CallbackMemory {
  std::map<std::string, double> numbers = {};
  std::map<std::string, std::string> texts = {};
  std::map<std::string, Tensor> tensors = {};  ///< f32

  /// Each throws Error naming what is missing, or a number that is no count.
  double number(const std::string& name) const;
  std::int64_t count(const std::string& name) const;
  const std::string& text(const std::string& name) const;
  const Tensor& tensor(const std::string& name) const;
};

/// Is called during training. All calls come from the thread that called fit, in the order of the
/// list.
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin(TrainingState&) {}
  virtual void on_epoch_begin(TrainingState&) {}
  /// Before each step; must be quick.
  virtual void on_step_begin(TrainingState&) {}
  /// After each step; must be quick.
  virtual void on_step_end(TrainingState&) {}
  /// history.epochs.back() has the epoch's values.
  virtual void on_epoch_end(TrainingState&) {}
  /// After on_epoch_end of all callbacks: nothing about the epoch changes any more. The place to
  /// report and to save.
  virtual void on_epoch_settled(TrainingState&) {}
  /// Also if training was stopped, but not after an Error.
  virtual void on_train_end(TrainingState&) {}

  /// Under which name its memory is saved; empty: it has none.
  virtual std::string name() const { return {}; }
  /// What it needs to go on, saved with checkpoints.
  virtual CallbackMemory memory() const { return {}; }
  /// Before on_train_begin of the run that goes on. Throws Error for memory of another kind.
  virtual void restore(const CallbackMemory&) {}
};

}  // namespace ganglion::train

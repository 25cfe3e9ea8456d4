#pragma once
#include <nanobind/nanobind.h>

#include <exception>
#include <optional>

#include "ganglion/train/callback.h"

namespace ganglion::python {

/// Calls an object of Python during fit:
///     epoch_begin(epoch) -> None or the learning rate of the epoch
///     step_begin() -> the learning rate of the step; only if the object `has_rates`
///     step_end(step, loss) -> whether to stop; only if the object `has_steps`
///     epoch_end(epoch, values) -> whether to stop after this epoch
/// Epochs count from 0 within one call of fit, steps from 0 within an epoch. What these raise is
/// kept in `raised`, and ends the training after the step that runs.
class PythonCallback : public train::Callback {
 public:
  PythonCallback(const nanobind::object& listener, std::exception_ptr& raised);

  void on_epoch_begin(train::TrainingState& state) override;
  void on_step_begin(train::TrainingState& state) override;
  void on_step_end(train::TrainingState& state) override;
  void on_epoch_settled(train::TrainingState& state) override;

 private:
  /// `call` with the interpreter's lock.
  template <class Call>
  void guarded(train::TrainingState& state, Call call);

  const nanobind::object& listener_;
  std::exception_ptr& raised_;
  bool has_steps_, has_rates_;
  std::int64_t first_epoch_ = 0;
  std::optional<double> learning_rate_ = std::nullopt;
};

}  // namespace ganglion::python

#include "python/src/python_callback.h"
#include "python/src/interpreter.h"

#include <nanobind/stl/optional.h>

#include <cstdint>

namespace nb = nanobind;

namespace ganglion::python {

PythonCallback::PythonCallback(const nb::object& listener, std::exception_ptr& raised)
    : listener_(listener),
      raised_(raised),
      has_steps_(nb::cast<bool>(listener.attr("has_steps"))),
      has_rates_(nb::cast<bool>(listener.attr("has_rates"))) {}

template <class Call>
void PythonCallback::guarded(train::TrainingState& state, Call call) {
  if (raised_) return;
  const Locked held;
  try {
    call();
  } catch (...) {
    raised_ = std::current_exception();
    state.stop = state.stop_at_once = true;
  }
}

void PythonCallback::on_epoch_begin(train::TrainingState& state) {
  if (first_epoch_ == 0) first_epoch_ = state.epoch;
  guarded(state, [&] {
    learning_rate_ =
        nb::cast<std::optional<double>>(listener_.attr("epoch_begin")(state.epoch - first_epoch_));
  });
}

void PythonCallback::on_step_begin(train::TrainingState& state) {
  if (has_rates_) {
    guarded(state, [&] { learning_rate_ = nb::cast<double>(listener_.attr("step_begin")()); });
  }
  if (learning_rate_) state.learning_rate = *learning_rate_;
}

void PythonCallback::on_step_end(train::TrainingState& state) {
  if (!has_steps_) return;
  guarded(state, [&] {
    if (nb::cast<bool>(listener_.attr("step_end")(state.step - 1, state.loss))) {
      state.stop = state.stop_at_once = true;
    }
  });
}

void PythonCallback::on_epoch_settled(train::TrainingState& state) {
  guarded(state, [&] {
    nb::dict values;
    for (const auto& [name, value] : state.history.epochs.back().values) {
      values[name.c_str()] = value;
    }
    if (nb::cast<bool>(listener_.attr("epoch_end")(state.epoch - first_epoch_, values))) {
      state.stop = true;
    }
  });
}

}  // namespace ganglion::python

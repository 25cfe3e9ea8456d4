#pragma once
#include <cstdint>
#include <string>

#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Whether a monitored value should rise or fall.
enum class Mode : std::uint8_t {
  automatic,  ///< by its name: accuracies, areas under curves, precision, recall, F1 and R² go up
  minimize,
  maximize,
};

/// A value of the history that a callback monitors.
struct Monitor {
  std::string name = "val_loss";
  Mode mode = Mode::automatic;

  bool maximizes() const;
  /// True when `value` is better than `best` by more than min_delta. A NaN never is; anything else
  /// is better than a NaN.
  bool better(double value, double best, double min_delta = 0) const;

  /// Throws Error, starting with the name of the callback, if it is a validation metric and there
  /// are no validation rows.
  void check(const TrainingState& state, const char* callback) const;
  /// Its value in the last epoch. Throws Error listing the available names.
  double read(const TrainingState& state, const char* callback) const;
};

}  // namespace ganglion::train

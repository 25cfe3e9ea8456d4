#pragma once
#include <cstdint>
#include <string>

namespace ganglion::train {

/// How long the training of a run will take, by its first steps.
struct TrainingEstimate {
  double seconds_per_epoch = 0.0;
  double epochs = 0.0;         ///< that are left, over all networks trained one after another
  double limit = 0.0;          ///< seconds that `time` leaves; 0: no limit
  bool may_end_early = false;  ///< early stopping is on

  double seconds() const { return seconds_per_epoch * epochs; }
  /// "training takes about 4 min; `epochs = 20` for 48 s", for a run of so many epochs at most;
  /// empty for less than 20 s.
  std::string text(double run_epochs) const;
};

/// "; about 4 min for the rest", where `left` trainings of so many seconds take 20 s or more; else
/// nothing.
std::string rest_of_folds(double seconds, std::int64_t left);

/// "40 s", "4 min", "1.5 h": as exact as an estimate is.
std::string rough_time(double seconds);

}  // namespace ganglion::train

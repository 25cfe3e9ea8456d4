#pragma once
#include <cstdint>
#include <limits>

#include "ganglion/graph/attributes.h"

namespace ganglion::optim {

/// Lowers the learning rate when a watched number has stopped getting better, by the rules of
/// Keras' ReduceLROnPlateau. It is a factor upon whatever a schedule says. Not synchronised.
struct ReduceOnPlateau {
  double factor = 0.1;               ///< in (0, 1): by which the rate is multiplied
  std::int64_t patience = 10;        ///< calls without improvement before that; >= 0
  double min_delta = 1e-4;           ///< less than this is no improvement
  std::int64_t cooldown = 0;         ///< calls after a reduction in which none are counted
  double minimum_learning_rate = 0;  ///< the rate never goes below
  bool maximize = false;             ///< larger is better, as for accuracy

  /// What a checkpoint has to keep.
  struct State {
    double scale = 1;  ///< what the schedule's rate is multiplied by
    double best = std::numeric_limits<double>::quiet_NaN();  ///< NaN: nothing seen yet
    std::int64_t waited = 0;
    std::int64_t cooldown_left = 0;
  };

  /// Takes the watched number, once an epoch. `learning_rate` is the schedule's, not yet scaled.
  /// True when the scale was lowered. NaN never counts as better. Throws Error for settings that
  /// cannot work.
  bool observe(State& state, double watched, double learning_rate) const;

  /// The rate to use: scaled, but not below the minimum (nor above the schedule's own rate).
  double apply(const State& state, double learning_rate) const;

  void check_settings() const;  ///< throws Error for what can't work
};

}  // namespace ganglion::optim

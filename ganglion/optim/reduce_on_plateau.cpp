#include "ganglion/optim/reduce_on_plateau.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::optim {

void ReduceOnPlateau::check_settings() const {
  if (!(factor > 0 && factor < 1)) {
    throw Error(fmt::format("reduce on plateau: factor = {} must be above 0 and below 1", factor));
  }
  if (patience < 0 || cooldown < 0) {
    throw Error(
        fmt::format("reduce on plateau: patience = {} and cooldown = {} must not be below 0",
                    patience, cooldown));
  }
  if (!(min_delta >= 0) || !(minimum_learning_rate >= 0)) {
    throw Error(fmt::format(
        "reduce on plateau: min_delta = {} and minimum_learning_rate = {} must not be below 0",
        min_delta, minimum_learning_rate));
  }
}

bool ReduceOnPlateau::observe(State& state, double watched, double learning_rate) const {
  check_settings();
  if (std::isnan(watched) && std::isnan(state.best)) return false;  // not defined: no plateau
  if (state.cooldown_left > 0) {
    --state.cooldown_left;
    state.waited = 0;
  }
  const double gain = maximize ? watched - state.best : state.best - watched;
  if (gain > min_delta || (std::isnan(state.best) && !std::isnan(watched))) {
    state.best = watched;
    state.waited = 0;
    return false;
  }
  if (state.cooldown_left > 0 || ++state.waited < patience) return false;
  if (apply(state, learning_rate) <= minimum_learning_rate) return false;
  state.scale *= factor;
  state.cooldown_left = cooldown;
  state.waited = 0;
  return true;
}

double ReduceOnPlateau::apply(const State& state, double learning_rate) const {
  return std::min(learning_rate, std::max(learning_rate * state.scale, minimum_learning_rate));
}

}  // namespace ganglion::optim

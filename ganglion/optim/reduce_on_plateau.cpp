#include "ganglion/optim/reduce_on_plateau.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/graph/settings.h"

namespace ganglion::optim {
namespace {

void check_plateau(const ReduceOnPlateau& settings) {
  if (!(settings.factor > 0 && settings.factor < 1)) {
    throw Error(
        fmt::format("reduce on plateau: factor = {} must be above 0 and below 1", settings.factor));
  }
  if (settings.patience < 0 || settings.cooldown < 0) {
    throw Error(
        fmt::format("reduce on plateau: patience = {} and cooldown = {} must not be below 0",
                    settings.patience, settings.cooldown));
  }
  if (!(settings.min_delta >= 0) || !(settings.minimum_learning_rate >= 0)) {
    throw Error(fmt::format(
        "reduce on plateau: min_delta = {} and minimum_learning_rate = {} must not be below 0",
        settings.min_delta, settings.minimum_learning_rate));
  }
}

}  // namespace

bool ReduceOnPlateau::observe(State& state, double watched, double learning_rate) const {
  check_plateau(*this);
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

Attributes ReduceOnPlateau::config() const {
  return {{"factor", factor},
          {"patience", patience},
          {"min_delta", min_delta},
          {"cooldown", cooldown},
          {"minimum_learning_rate", minimum_learning_rate},
          {"maximize", maximize}};
}

ReduceOnPlateau ReduceOnPlateau::from_config(const Attributes& config) {
  const Attributes all = merged("reduce_on_plateau", ReduceOnPlateau{}.config(), config);
  const ReduceOnPlateau result{.factor = all.number("factor"),
                               .patience = all.integer("patience"),
                               .min_delta = all.number("min_delta"),
                               .cooldown = all.integer("cooldown"),
                               .minimum_learning_rate = all.number("minimum_learning_rate"),
                               .maximize = all.flag("maximize")};
  check_plateau(result);
  return result;
}

}  // namespace ganglion::optim

#include "ganglion/train/callbacks/monitor.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "ganglion/core/error.h"

namespace ganglion::train {

bool Monitor::maximizes() const {
  if (mode != Mode::automatic) return mode == Mode::maximize;
  constexpr std::array<std::string_view, 6> kUpwards = {"accuracy", "auc", "precision",
                                                        "recall",   "f1",  "r2"};
  return std::any_of(kUpwards.begin(), kUpwards.end(),
                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

bool Monitor::better(double value, double best, double min_delta) const {
  if (std::isnan(value)) return false;
  if (std::isnan(best)) return true;
  return maximizes() ? value > best + min_delta : value < best - min_delta;
}

void Monitor::check(const TrainingState& state, const char* callback) const {
  if (name.starts_with("val_") && !state.has_validation) {
    throw Error(
        fmt::format("{}: monitors '{}', but there are no validation rows; pass validation_data or "
                    "validation_split to fit, or monitor '{}'",
                    callback, name, name.substr(4)));
  }
}

double Monitor::read(const TrainingState& state, const char* callback) const {
  std::string known;
  for (const auto& [key, value] : state.history.epochs.back().values) {
    if (key == name) return value;
    known += (known.empty() ? "" : ", ") + key;
  }
  throw Error(fmt::format("{}: no '{}' to monitor; available: {}", callback, name, known));
}

}  // namespace ganglion::train

#include "ganglion/train/run/training_estimate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace ganglion::train {
namespace {

constexpr double kWorthTelling = 20.0;  // seconds

/// The largest round number of epochs that takes a third of the time at most; 0 where there is
/// none.
std::int64_t fewer_epochs(double epochs) {
  constexpr std::array<std::int64_t, 3> kRound = {1, 2, 5};
  std::int64_t best = 0;
  for (std::int64_t ten = 1; static_cast<double>(ten) <= epochs; ten *= 10) {
    for (const std::int64_t round : kRound) {
      if (static_cast<double>(3 * round * ten) <= epochs) best = round * ten;
    }
  }
  return best;
}

}  // namespace

std::string rough_time(double seconds) {
  if (seconds < 100.0) return fmt::format("{:.0f} s", std::max(1.0, seconds));
  const double minutes = seconds / 60.0;
  if (minutes < 100.0) return fmt::format("{:.0f} min", minutes);
  const double hours = minutes / 60.0;
  return hours < 10.0 ? fmt::format("{:.1f} h", hours) : fmt::format("{:.0f} h", hours);
}

std::string rest_of_folds(double seconds, std::int64_t left) {
  const double rest = seconds * static_cast<double>(left);
  return rest < kWorthTelling ? "" : fmt::format("; about {} for the rest", rough_time(rest));
}

std::string TrainingEstimate::text(double run_epochs) const {
  if (seconds() < kWorthTelling) return "";
  std::string text =
      fmt::format("training takes {} {}", may_end_early ? "up to" : "about", rough_time(seconds()));
  if (limit > 0.0 && limit < seconds()) {
    return text + fmt::format(", but ends after {}, as `time` says", rough_time(limit));
  }
  if (may_end_early) text += ", less if the validation loss stops improving before";
  if (const std::int64_t fewer = fewer_epochs(run_epochs); fewer > 0) {
    text += fmt::format("; `epochs = {}` for {}", fewer,
                        rough_time(seconds() * static_cast<double>(fewer) / run_epochs));
  }
  return text;
}

}  // namespace ganglion::train

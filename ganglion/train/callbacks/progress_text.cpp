// What ProgressLine writes; how it is put on a terminal is in progress_line.cpp.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/callbacks/progress_line.h"

namespace ganglion::train {
namespace {

/// Of the same width from epoch to epoch: "1.000", "0.9958", "49491.2"; "-" where not defined.
std::string score(double value) {
  if (std::isnan(value)) return "-";
  const bool large = value >= 1e4 && value < 1e9;
  return large ? fmt::format("{:.1f}", value) : fmt::format("{:#.4g}", value);
}

/// "0.4 ms", "12.3 s".
std::string duration(double seconds) {
  return seconds < 1.0 ? fmt::format("{:.1f} ms", seconds * 1e3) : fmt::format("{:.1f} s", seconds);
}

/// 950, 1.2k, 3.4M.
std::string with_prefix(double value) {
  if (value >= 1e6) return fmt::format("{:.1f}M", value / 1e6);
  if (value >= 1e3) return fmt::format("{:.1f}k", value / 1e3);
  return value >= 10 ? fmt::format("{:.0f}", value) : fmt::format("{:.1f}", value);
}

/// 0:07, 12:34, 1:02:03.
std::string as_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::min(seconds + 0.5, 1e9));
  const std::int64_t hours = whole / 3600;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string bar(std::int64_t done, std::int64_t of, std::int64_t width) {
  const std::int64_t full = of > 0 ? width * done / of : width;
  std::string text(static_cast<std::size_t>(width), '.');
  std::fill_n(text.begin(), full, '=');
  if (full < width) text[static_cast<std::size_t>(full)] = '>';
  return '[' + text + ']';
}

std::string epoch_of(const TrainingState& state) {
  const std::string last = fmt::format("{}", state.epochs);
  return fmt::format("Epoch {:>{}}/{}", state.epoch, last.size(), last);
}

}  // namespace

std::string epoch_line(const TrainingState& state) {
  std::string line = epoch_of(state);
  const History::Epoch& epoch = state.history.epochs.back();
  line += "  " + duration(epoch.at("seconds"));
  for (const auto& [name, value] : epoch.values) {
    if (name == "seconds" || name == "penalty") continue;
    line += fmt::format("  {} {}", name,
                        name == "learning_rate" ? significant(value, 4) : score(value));
  }
  return line;
}

std::string running_line(const TrainingState& state, double seconds_in_epoch, int width) {
  constexpr std::int64_t kWidestBar = 30;
  constexpr std::int64_t kNarrowestBar = 5;
  const std::string begin = epoch_of(state);
  const bool known = state.steps_per_epoch > 0;
  std::string end = fmt::format(" {}", state.step);
  if (known) end += fmt::format("/{}", state.steps_per_epoch);
  if (state.step > 0 && seconds_in_epoch > 0) {
    const double rate = static_cast<double>(state.step) / seconds_in_epoch;
    const auto left = static_cast<double>(state.steps_per_epoch - state.step);
    end += fmt::format("  {} steps/s", with_prefix(rate));
    if (known) end += fmt::format("  ETA {}", as_time(left / rate));
  }
  end += fmt::format("  loss {}", significant(state.loss, 4));
  const auto room = static_cast<std::int64_t>(width) -
                    static_cast<std::int64_t>(begin.size() + end.size()) - 3;  // blank, brackets
  std::string line = begin;
  if (known && room >= kNarrowestBar) {
    line += ' ' + bar(state.step, state.steps_per_epoch, std::min(room, kWidestBar));
  }
  line += end;
  return line.substr(0, static_cast<std::size_t>(std::max(width, 0)));
}

std::int64_t epochs_per_line(std::int64_t epochs) {
  constexpr std::int64_t kLines = 100;
  std::int64_t every = 1;
  for (std::int64_t i = 0; epochs > kLines * every; ++i)
    every = i % 3 == 1 ? every / 2 * 5 : every * 2;
  return every;
}

}  // namespace ganglion::train

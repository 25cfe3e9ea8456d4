#include "ganglion/data/series/series_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

/// The first of the times that lie behind.
double first_behind(std::span<const double> to, double fraction) {
  std::vector<double> times(to.begin(), to.end());
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  if (times.size() < 2) {
    throw Error(
        fmt::format("{} different time can't be split; give a longer series", times.size()));
  }
  const auto count = static_cast<double>(times.size());
  const double behind = std::clamp(std::round(fraction * count), 1.0, count - 1);
  return times[times.size() - static_cast<std::size_t>(behind)];
}

}  // namespace

std::vector<SeriesSide> split_series(std::span<const double> from, std::span<const double> to,
                                     double fraction) {
  const double first = first_behind(to, fraction);
  double last_before = -INFINITY;  // of what a forecast behind may know
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (from[i] < first) last_before = std::max(last_before, from[i]);
  }
  std::vector<SeriesSide> sides;
  for (std::size_t i = 0; i < to.size(); ++i) {
    sides.push_back(to[i] < first            ? SeriesSide::before
                    : from[i] >= last_before ? SeriesSide::behind
                                             : SeriesSide::across);
  }
  if (std::ranges::find(sides, SeriesSide::before) == sides.end()) {
    throw Error(
        "too short to be split: no forecast lies before the cut; give a longer series, or "
        "a smaller `horizon`, `season` or `lags`");
  }
  return sides;
}

}  // namespace ganglion::data

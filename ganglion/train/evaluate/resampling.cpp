#include "ganglion/train/evaluate/resampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// How often each of counts.size() units is drawn.
void draw_again(std::vector<double>& counts, std::uint64_t seed, std::uint64_t resample) {
  std::ranges::fill(counts, 0.0);
  const std::uint64_t rows = counts.size();
  const std::uint64_t stream = stream_of("bootstrap") + resample;
  for (std::uint64_t i = 0; i < rows; i += 4) {
    const auto bits = philox(seed, stream, i / 4);
    for (std::uint64_t j = i; j < std::min(i + 4, rows); ++j) {
      counts[(bits[j - i] * rows) >> 32U] += 1.0;
    }
  }
}

}  // namespace

RowDraws::RowDraws(std::int64_t rows, std::span<const std::int64_t> groups) {
  std::map<std::int64_t, std::size_t> units;
  if (std::ssize(groups) == rows) {
    for (const std::int64_t group : groups) {
      unit_of_.push_back(units.emplace(group, units.size()).first->second);
    }
    counts_.resize(unit_of_.size());
  }
  drawn_.resize(unit_of_.empty() ? static_cast<std::size_t>(rows) : units.size());
}

const std::vector<double>& RowDraws::draw(std::uint64_t seed, std::uint64_t resample) {
  draw_again(drawn_, seed, resample);
  if (unit_of_.empty()) return drawn_;
  for (std::size_t row = 0; row < counts_.size(); ++row) counts_[row] = drawn_[unit_of_[row]];
  return counts_;
}

Interval percentile_interval(std::vector<double> values, double level) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    return {kNaN, kNaN};
  }
  std::ranges::sort(values);
  return {quantile(values, (1.0 - level) / 2.0), quantile(values, (1.0 + level) / 2.0)};
}

}  // namespace ganglion::train

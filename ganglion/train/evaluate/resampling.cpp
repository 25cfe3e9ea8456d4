#include "ganglion/train/evaluate/resampling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/rng.h"

namespace ganglion::train {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace

void draw_rows_again(std::vector<double>& counts, std::uint64_t seed, std::uint64_t resample) {
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

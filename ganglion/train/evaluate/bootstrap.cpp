#include "ganglion/train/evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/rng.h"
#include "ganglion/nn/metrics/metric_table.h"

namespace ganglion::train {
namespace {

/// How often each row is drawn in one resample.
void draw(std::vector<double>& counts, std::uint64_t seed, std::uint64_t resample) {
  std::ranges::fill(counts, 0.0);
  const std::uint64_t rows = counts.size();
  const std::uint64_t stream = stream_of("bootstrap") + resample;
  for (std::uint64_t i = 0; i < rows; i += 4) {
    const auto bits = philox(seed, stream, i / 4);
    for (std::uint64_t j = i; j < std::min(i + 4, rows); ++j) {
      counts[(bits[j - i] * rows) >> 32U] += 1.0;  // rows < 2^32
    }
  }
}

/// Between the two nearest of sorted values, as numpy's default.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval interval_of(std::vector<double> values, double level) {
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    return {kNaN, kNaN};
  }
  std::ranges::sort(values);
  return {quantile(values, (1.0 - level) / 2.0), quantile(values, (1.0 + level) / 2.0)};
}

/// The exact end for a share of all rows, or of none.
void open_share(Interval& interval, double rows, double level) {
  const double end = std::pow((1.0 - level) / 2.0, 1.0 / rows);
  if (interval.low == 1.0) interval.low = end;
  if (interval.high == 0.0) interval.high = 1.0 - end;
}

}  // namespace

const Interval* Bootstrap::find(const std::string& name) const {
  for (const auto& [known, interval] : intervals) {
    if (known == name) return &interval;
  }
  return nullptr;
}

Bootstrap bootstrap(const ResampledMetrics& metrics, const BootstrapOptions& options) {
  Bootstrap result{.level = options.level};
  const std::int64_t rows = metrics.rows();
  if (rows == 0) return result;
  constexpr std::int64_t kLooks = 50'000'000;
  result.resamples =
      std::clamp<std::int64_t>(kLooks / metrics.predictions(),
                               std::min<std::int64_t>(100, options.resamples), options.resamples);
  std::vector<std::vector<double>> values(metrics.names().size());
  std::vector<double> counts(static_cast<std::size_t>(rows));
  for (std::int64_t i = 0; i < result.resamples; ++i) {
    draw(counts, options.seed, static_cast<std::uint64_t>(i));
    const std::vector<double> drawn = metrics.at(counts);
    for (std::size_t m = 0; m < drawn.size(); ++m) values[m].push_back(drawn[m]);
  }
  for (std::size_t m = 0; m < values.size(); ++m) {
    Interval interval = interval_of(std::move(values[m]), options.level);
    const std::string& name = metrics.names()[m];
    if (nn::make_metric(name).share() == nn::Share::rows) {
      open_share(interval, static_cast<double>(rows), options.level);
    }
    result.intervals.emplace_back(name, interval);
  }
  return result;
}

}  // namespace ganglion::train

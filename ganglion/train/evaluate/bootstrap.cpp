#include "ganglion/train/evaluate/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "ganglion/nn/metrics/metric_table.h"

namespace ganglion::train {
namespace {

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

std::int64_t resamples_within_reason(std::int64_t predictions, const BootstrapOptions& options) {
  constexpr std::int64_t kLooks = 50'000'000;
  return std::clamp<std::int64_t>(kLooks / std::max<std::int64_t>(predictions, 1),
                                  std::min<std::int64_t>(100, options.resamples),
                                  options.resamples);
}

bool has_interval(const std::string& metric) {
  return metric != "ece";
}

Bootstrap bootstrap(const ResampledMetrics& metrics, const BootstrapOptions& options) {
  Bootstrap result{.level = options.level};
  RowDraws draws(metrics.rows(), options.groups);
  if (!draws.are_enough()) return result;
  result.resamples = resamples_within_reason(metrics.predictions(), options);
  std::vector<std::vector<double>> values(metrics.names().size());
  for (std::int64_t i = 0; i < result.resamples; ++i) {
    const auto drawn = metrics.at(draws.draw(options.seed, static_cast<std::uint64_t>(i)));
    for (std::size_t m = 0; m < drawn.size(); ++m) values[m].push_back(drawn[m]);
  }
  for (std::size_t m = 0; m < values.size(); ++m) {
    const std::string& name = metrics.names()[m];
    if (!has_interval(name)) continue;
    Interval interval = percentile_interval(std::move(values[m]), options.level);
    if (nn::make_metric(name).share() == nn::Share::rows) {
      open_share(interval, static_cast<double>(draws.units()), options.level);
    }
    result.intervals.emplace_back(name, interval);
  }
  return result;
}

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/evaluate/resampled_metrics.h"
#include "ganglion/train/evaluate/resampling.h"

namespace ganglion::train {

struct BootstrapOptions {
  /// Fewer are drawn (down to 100) when they would look at more than 50 million predictions.
  std::int64_t resamples = 1000;
  double level = 0.95;
  std::uint64_t seed = 1;
  /// Which rows depend on each other: the group of each; empty: none do. Of fewer than 5 groups
  /// there are no intervals.
  std::vector<std::int64_t> groups = {};
};

/// Whether resamples tell where a metric of new rows may lie. Not that of the calibration error:
/// resamples, in which rows come twice, are further from calibrated than new rows are.
bool has_interval(const std::string& metric);

/// What came of it.
struct Bootstrap {
  std::int64_t resamples = 0;
  double level = 0.95;
  /// By name, in the order of nn::default_metrics; none of the calibration error.
  std::vector<std::pair<std::string, Interval>> intervals = {};

  /// nullptr when there is none of that name.
  const Interval* find(const std::string& name) const;
};

/// Resamples that are drawn when each looks at so many predictions.
std::int64_t resamples_within_reason(std::int64_t predictions, const BootstrapOptions& options);

/// Intervals of metrics by the percentile bootstrap (Efron 1979): rows, or groups of them, are
/// drawn with replacement, as many as there are, again and again; the metrics' middle 95 % are the
/// interval. The same seed gives the same intervals. A share of right answers that is 0 or 1 leaves
/// nothing to draw from: its open end is then the exact one of the binomial distribution (Clopper
/// and Pearson 1934).
Bootstrap bootstrap(const ResampledMetrics& metrics, const BootstrapOptions& options = {});

}  // namespace ganglion::train

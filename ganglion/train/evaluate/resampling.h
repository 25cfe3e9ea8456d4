#pragma once
#include <cstdint>
#include <vector>

namespace ganglion::train {

/// Where a number may lie. NaN where it isn't defined.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// How often each of `counts.size()` rows (fewer than 2^32) is drawn in one bootstrap resample:
/// with replacement, as many as there are.
void draw_rows_again(std::vector<double>& counts, std::uint64_t seed, std::uint64_t resample);

/// The middle `level` of values from resamples, between the two nearest of the sorted ones as
/// numpy's percentile; NaN among them are left out.
Interval percentile_interval(std::vector<double> values, double level);

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/data/series/series.h"

namespace ganglion::data {

/// The autocorrelation of values at lags 0 to `most`: Σ (x_t − m)(x_{t+k} − m) / Σ (x_t − m)², with
/// m the mean. NaN for a constant.
std::vector<double> autocorrelation(std::span<const double> values, std::int64_t most);

/// What find_season found.
struct Season {
  std::int64_t steps = 0;  ///< 0: none
  double correlation = 0;  ///< the autocorrelation there
};

/// The season of series by their values before a position: the lag, from 2 steps on, of the highest
/// peak of the mean autocorrelation, after a straight line has been taken off each series. Of peaks
/// that are nearly as high (90 %) the first counts, since multiples of a season are peaks, too.
/// None where the peak is below 0.3 or three times what chance gives (1 / √n), rises by less than
/// 0.1 from the lowest value before it, or three seasons aren't there.
Season find_season(const SeriesSet& set, std::int64_t before);

}  // namespace ganglion::data

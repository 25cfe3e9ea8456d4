#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ganglion::data {

/// On which side of a point in time a forecast lies.
enum class SeriesSide : std::uint8_t {
  before,  ///< both what is known and what is forecast
  across,  ///< it forecasts a later time from an earlier one: on neither side
  behind,  ///< what is forecast, from the last time before the point on
};

/// Cuts forecasts, given by the times that they are made from and that they are of, at the point
/// behind which about round(fraction * n) of the n different times lie that are forecast. So those
/// behind are scored with what was known then, and nothing before has seen a time behind. Both
/// sides get at least one time. Throws Error for fewer than 2 different times, and when no forecast
/// is left before.
std::vector<SeriesSide> split_series(std::span<const double> from, std::span<const double> to,
                                     double fraction);

}  // namespace ganglion::data

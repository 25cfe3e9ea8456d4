#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ganglion::data {

/// How many values become of so many, from one rate to another: all whose times lie within them.
std::int64_t resampled_length(std::int64_t length, std::int64_t from, std::int64_t to);

/// Brings signals from one rate to another by windowed-sinc interpolation (Smith and Gossett 1984):
/// a low-pass filter of 32 zero crossings on either side under a Kaiser window, whose cutoff is
/// 0.92 of half the lower rate, so that nothing folds over. Beyond its ends a signal is 0.
/// Immutable once made; any number of threads may use it.
class Resampler {
 public:
  /// Rates in Hz, above 0.
  Resampler(std::int64_t from, std::int64_t to);

  /// resampled_length() values.
  std::vector<float> apply(std::span<const float> signal) const;

 private:
  double filter(double values) const;

  std::int64_t from_;
  std::int64_t to_;
  std::vector<double> filter_;  // from its middle on, kPerCrossing numbers a zero crossing
  double crossings_ = 0;        // of the filter, in a value of the signal
};

}  // namespace ganglion::data

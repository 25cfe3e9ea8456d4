#include "ganglion/data/signals/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ganglion::data {
namespace {

constexpr int kCrossings = 32;
constexpr int kPerCrossing = 512;  // between them the filter is linear, which errs by 5e-6
constexpr double kKaiserBeta = 9.0;
constexpr double kCutoff = 0.92;

double sinc(double x) {
  return x == 0.0 ? 1.0 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x);
}

}  // namespace

std::int64_t resampled_length(std::int64_t length, std::int64_t from, std::int64_t to) {
  return (length * to + from - 1) / from;
}

Resampler::Resampler(std::int64_t from, std::int64_t to) : from_(from), to_(to) {
  if (from == to) return;
  const double lower = static_cast<double>(std::min(from, to)) / static_cast<double>(from);
  crossings_ = kCutoff * lower;
  for (int i = 0; i <= kCrossings * kPerCrossing; ++i) {
    const double x = static_cast<double>(i) / kPerCrossing;
    const double edge = x / kCrossings;
    const double window =
        std::cyl_bessel_i(0.0, kKaiserBeta * std::sqrt(std::max(0.0, 1.0 - edge * edge)));
    filter_.push_back(crossings_ * sinc(x) * window / std::cyl_bessel_i(0.0, kKaiserBeta));
  }
  filter_.push_back(0.0);
}

double Resampler::filter(double values) const {
  const double at = std::abs(values) * crossings_ * kPerCrossing;
  const auto index = static_cast<std::size_t>(at);
  if (index + 1 >= filter_.size()) return 0.0;
  const double share = at - static_cast<double>(index);
  return filter_[index] * (1.0 - share) + filter_[index + 1] * share;
}

std::vector<float> Resampler::apply(std::span<const float> signal) const {
  if (from_ == to_) return {signal.begin(), signal.end()};
  const auto length = std::ssize(signal);
  const std::int64_t wanted = resampled_length(length, from_, to_);
  const double reach = kCrossings / crossings_;
  std::vector<float> result;
  result.reserve(static_cast<std::size_t>(wanted));
  for (std::int64_t i = 0; i < wanted; ++i) {
    const double at = static_cast<double>(i * from_) / static_cast<double>(to_);
    const auto first = std::max<std::int64_t>(0, std::llround(std::ceil(at - reach)));
    const auto last = std::min<std::int64_t>(length - 1, std::llround(std::floor(at + reach)));
    double sum = 0.0;
    for (std::int64_t k = first; k <= last; ++k) {
      sum += filter(at - static_cast<double>(k)) * signal[static_cast<std::size_t>(k)];
    }
    result.push_back(static_cast<float>(sum));
  }
  return result;
}

}  // namespace ganglion::data

#include "ganglion/data/series/season.h"

#include <algorithm>
#include <cmath>

namespace ganglion::data {
namespace {

constexpr double kLeastPeak = 0.3;
constexpr double kNearlyAsHigh = 0.9;
constexpr double kLeastRise = 0.1;  // from the lowest value before it to a peak
constexpr std::int64_t kMaxSeason = 1000;

/// What is left of values when the straight line of least squares is taken off.
std::vector<double> without_line(std::vector<double> values) {
  const auto n = static_cast<double>(values.size());
  const double middle = (n - 1) / 2;
  double sum = 0;
  double moment = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    moment += (static_cast<double>(i) - middle) * values[i];
  }
  const double slope = n < 2 ? 0 : moment / (n * (n * n - 1) / 12);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] -= sum / n + slope * (static_cast<double>(i) - middle);
  }
  return values;
}

std::vector<double> values_before(const Series& series, std::int64_t before) {
  const std::int64_t count = std::clamp<std::int64_t>(before - series.first, 0, series.size());
  return {series.carried.begin(), series.carried.begin() + count};
}

/// The places of the peaks of a curve; where it falls slowly, as without a season, it has ripples.
std::vector<std::int64_t> peaks_of(const std::vector<double>& curve) {
  std::vector<std::int64_t> peaks;
  double lowest = curve[0];
  for (std::size_t k = 2; k + 1 < curve.size(); ++k) {
    lowest = std::min(lowest, curve[k - 1]);
    if (curve[k] > curve[k - 1] && curve[k] >= curve[k + 1] && curve[k] - lowest >= kLeastRise) {
      peaks.push_back(static_cast<std::int64_t>(k));
    }
  }
  return peaks;
}

}  // namespace

std::vector<double> autocorrelation(std::span<const double> values, std::int64_t most) {
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  std::vector<double> result;
  double whole = 0;
  for (std::size_t k = 0; k <= static_cast<std::size_t>(most); ++k) {
    double sum = 0;
    for (std::size_t t = 0; t + k < values.size(); ++t) {
      sum += (values[t] - mean) * (values[t + k] - mean);
    }
    if (k == 0) whole = sum;
    result.push_back(sum / whole);
  }
  return result;
}

Season find_season(const SeriesSet& set, std::int64_t before) {
  std::int64_t longest = 0;
  std::vector<std::vector<double>> all;
  for (const Series& series : set.series) {
    std::vector<double> values = values_before(series, before);
    longest = std::max(longest, std::ssize(values));
    all.push_back(std::move(values));
  }
  const std::int64_t most = std::min(longest / 3 + 1, kMaxSeason);
  std::vector<double> mean(static_cast<std::size_t>(most) + 1, 0.0);
  double weight = 0;
  for (std::vector<double>& values : all) {
    const auto n = static_cast<double>(values.size());
    const std::vector<double> curve = autocorrelation(without_line(std::move(values)), most);
    if (n < 8 || std::isnan(curve[0])) continue;
    for (std::size_t k = 0; k < curve.size(); ++k) mean[k] += n * curve[k];
    weight += n;
  }
  if (weight == 0) return {};
  for (double& value : mean) value /= weight;
  Season best;
  for (const std::int64_t lag : peaks_of(mean)) {
    const double height = mean[static_cast<std::size_t>(lag)];
    if (kNearlyAsHigh * height > best.correlation) best = {.steps = lag, .correlation = height};
  }
  const double chance = 3 / std::sqrt(static_cast<double>(longest));
  return best.correlation < std::max(kLeastPeak, chance) ? Season{} : best;
}

}  // namespace ganglion::data

#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

namespace ganglion::train {

/// Where a number may lie. NaN where it isn't defined.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// How often each of `rows` rows (fewer than 2^32) is drawn in one bootstrap resample: with
/// replacement, as many as there are; or, where rows depend on each other, whole groups of them
/// (the cluster bootstrap: Davison and Hinkley 1997, 3.8).
class RowDraws {
 public:
  /// `groups`: the group of each row, any number; empty: each row by itself. For another number of
  /// rows they are left aside.
  RowDraws(std::int64_t rows, std::span<const std::int64_t> groups);

  /// What is drawn: groups, or rows.
  std::int64_t units() const { return std::ssize(drawn_); }
  /// Whether there is a row, and if groups are drawn, five: fewer don't tell how much they differ.
  bool are_enough() const { return units() >= (unit_of_.empty() ? 1 : kFewestGroups); }
  /// The counts of a resample, valid until the next.
  const std::vector<double>& draw(std::uint64_t seed, std::uint64_t resample);

 private:
  static constexpr std::int64_t kFewestGroups = 5;

  std::vector<double> drawn_;
  std::vector<std::size_t> unit_of_;  // of each row; empty: its own
  std::vector<double> counts_;
};

/// The middle `level` of values from resamples, between the two nearest of the sorted ones as
/// numpy's percentile; NaN among them are left out.
Interval percentile_interval(std::vector<double> values, double level);

}  // namespace ganglion::train

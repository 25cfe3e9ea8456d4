#pragma once
#include <optional>
#include <vector>

namespace ganglion::data {

/// The least and the largest value of a column among the training rows, in its own unit.
///
/// A network has learned nothing of what lies beyond, but answers all the same, and one large
/// number may give a prediction of any size. What is far outside is therefore told (see
/// beyond_range.h), inputs are clipped smoothly, and predictions kept near the range. Inside the
/// range and a margin around it nothing changes.
struct TrainingRange {
  /// Of the distance from `least` to `most`: a value further out than this is far outside.
  static constexpr double kMargin = 0.1;
  /// Likewise: how far beyond the margin an input comes at most, however large it is.
  static constexpr double kReach = 0.1;

  double least = 0;
  double most = 0;

  double width() const { return most - least; }
  /// Whether a value lies beyond the margin. Of a column that was constant, every other value does.
  bool is_far(double value) const;
  /// The value itself up to the margin; beyond it, by a distance d, the margin's end and
  /// d / sqrt(1 + (d / reach)^2): without a jump or a kink, rising, and never further than `reach`.
  /// That is the smooth clipping of RealMLP (Holzmüller, Grinsztajn, Steinwart: "Better by
  /// Default", 2024), begun at the margin instead of at 0.
  double soft_clipped(double value) const;
  /// The nearest value within the margin.
  double clipped(double value) const;

  bool operator==(const TrainingRange&) const = default;
};

/// Of the values that are not NaN; nothing where there are none.
std::optional<TrainingRange> range_of(const std::vector<double>& values);

}  // namespace ganglion::data

#pragma once
#include <utility>
#include <vector>

namespace ganglion::train::report {

/// A ROC curve: for every threshold the share of the others and of the positives above it.
struct Roc {
  /// From (0, 0) to (1, 1), at most about 150 points; empty when a kind has no row.
  std::vector<std::pair<double, double>> points = {};
  double area = 0.0;  ///< exact, of all points; NaN when a kind has no row
};

Roc roc(const std::vector<double>& scores, const std::vector<bool>& positive);

}  // namespace ganglion::train::report

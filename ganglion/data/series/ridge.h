#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace ganglion::data {

/// A linear model by least squares, with a little shrinkage: Σ (y − ŷ)² + 0.001 n Σ w², where
/// features count in units of their standard deviation and the bias isn't shrunk. NaN counts as the
/// feature's mean.
class Ridge {
 public:
  /// `columns` are the features, each with a value for each row.
  Ridge(std::span<const std::vector<double>> columns, std::span<const double> targets);
  double predict(std::span<const double> row) const;

 private:
  std::vector<double> mean_;
  std::vector<double> weights_;
  double bias_ = 0;
};

}  // namespace ganglion::data

#pragma once
#include <memory>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// Metrics of regression. Predictions and targets have the same shape, [n] and [n, 1] counting as
/// equal; the weight of a row holds for all its outputs. With several outputs each has its own
/// value (per_output()), and the result is their plain mean. (The losses of the same meaning are
/// called MeanAbsoluteError and MeanSquaredError; these are measured, not trained on.)

/// "mae": the mean absolute error, in the unit of the target.
struct Mae {
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
};

/// "mse": the mean squared error.
struct Mse {
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
};

/// "rmse": the root of the mean squared error, in the unit of the target.
struct Rmse {
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
};

/// "r2": the share of the target's variance that is explained, 1 − Σ(y − p)² / Σ(y − mean)².
/// 1 is perfect, 0 as good as the mean, and it may be negative. An output whose target is constant
/// has NaN, and then so has the mean.
struct R2 {
  std::unique_ptr<Metric> make() const;
};

}  // namespace ganglion::nn

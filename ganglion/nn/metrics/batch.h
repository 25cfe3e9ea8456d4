#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "ganglion/core/tensor.h"

namespace ganglion::nn {

/// One batch as metrics see it: in double, row-major, one row an example.
struct MetricBatch {
  std::int64_t rows = 0;
  std::int64_t columns = 1;         ///< predictions a row: 1 for [n] and [n, 1]
  std::int64_t target_columns = 1;  ///< targets a row
  std::span<const double> predictions;
  std::span<const double> targets;
  std::span<const double> weights;  ///< one a row; empty means all 1
  Shape prediction_shape;           ///< as given, for messages
  Shape target_shape;
  double epsilon = 0.0;  ///< the rounding step at 1 of the type the predictions came in

  double prediction(std::int64_t row, std::int64_t column) const {
    return predictions[static_cast<std::size_t>(row * columns + column)];
  }
  double target(std::int64_t row, std::int64_t column) const {
    return targets[static_cast<std::size_t>(row * target_columns + column)];
  }
  double weight(std::int64_t row) const {
    return weights.empty() ? 1.0 : weights[static_cast<std::size_t>(row)];
  }
};

/// A batch with the doubles behind it, made from tensors of any type.
class OwnedBatch {
 public:
  /// Throws Error, with `metric` in front, when the rows of the three don't agree, a row has no
  /// values, or a weight is negative or not finite. `weights` may be null: all 1.
  OwnedBatch(const std::string& metric, const Tensor& predictions, const Tensor& targets,
             const Tensor* weights);
  OwnedBatch(const OwnedBatch&) = delete;
  OwnedBatch& operator=(const OwnedBatch&) = delete;

  const MetricBatch& operator*() const { return batch_; }

 private:
  Tensor predictions_;
  Tensor targets_;
  Tensor weights_;
  MetricBatch batch_;
};

}  // namespace ganglion::nn

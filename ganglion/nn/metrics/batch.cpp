#include "ganglion/nn/metrics/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::nn {
namespace {

std::int64_t row_count(const Tensor& tensor, const char* what, const std::string& metric) {
  if (tensor.shape().rank() == 0) {
    throw Error(fmt::format("{}: the {} are a scalar; give one row for each example, [n] or [n, k]",
                            metric, what));
  }
  return tensor.shape()[0];
}

// [n] counts as [n, 1], and so do all the axes after the first together.
std::int64_t column_count(const Shape& shape) {
  std::int64_t columns = 1;
  for (int axis = 1; axis < shape.rank(); ++axis) columns *= shape[axis];
  return columns;
}

void check_weights(const Tensor& weights, std::int64_t rows, const std::string& metric) {
  const Shape& shape = weights.shape();
  if (shape != Shape{rows} && shape != Shape{rows, 1}) {
    throw Error(fmt::format("{}: sample weights {} don't fit {} rows; give one weight for each row",
                            metric, shape.to_string(), rows));
  }
  const auto values = weights.values<double>();
  const auto bad =
      std::ranges::find_if(values, [](double w) { return !std::isfinite(w) || w < 0.0; });
  if (bad != values.end()) {
    throw Error(
        fmt::format("{}: the sample weight of row {} is {}; weights must be finite and >= 0",
                    metric, bad - values.begin(), *bad));
  }
}

double rounding_step(DType dtype) {
  return dtype == DType::f32 ? std::numeric_limits<float>::epsilon()
                             : std::numeric_limits<double>::epsilon();
}

}  // namespace

OwnedBatch::OwnedBatch(const std::string& metric, const Tensor& predictions, const Tensor& targets,
                       const Tensor* weights)
    : predictions_(predictions.cast(DType::f64)), targets_(targets.cast(DType::f64)) {
  const Shape& shape = predictions.shape();
  const Shape& target_shape = targets.shape();
  batch_.rows = row_count(predictions, "predictions", metric);
  batch_.columns = column_count(shape);
  batch_.target_columns = column_count(target_shape);
  batch_.prediction_shape = shape;
  batch_.target_shape = target_shape;
  batch_.epsilon = rounding_step(predictions.dtype());
  if (batch_.rows != row_count(targets, "targets", metric) || batch_.columns == 0 ||
      batch_.target_columns == 0) {
    throw Error(
        fmt::format("{}: predictions {} and targets {} don't fit; both need one row for "
                    "each example, and a row needs at least one value",
                    metric, shape.to_string(), target_shape.to_string()));
  }
  batch_.predictions = std::as_const(predictions_).values<double>();
  batch_.targets = std::as_const(targets_).values<double>();
  if (weights) {
    weights_ = weights->cast(DType::f64);
    check_weights(weights_, batch_.rows, metric);
    batch_.weights = std::as_const(weights_).values<double>();
  }
}

}  // namespace ganglion::nn

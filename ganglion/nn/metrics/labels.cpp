#include "ganglion/nn/metrics/labels.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "ganglion/core/error.h"

namespace ganglion::nn {
namespace {

// The first of the largest of `count` values.
std::int64_t arg_max(const double* values, std::int64_t count) {
  std::int64_t best = 0;
  for (std::int64_t i = 1; i < count; ++i) {
    if (values[i] > values[best]) best = i;
  }
  return best;
}

}  // namespace

void check_classes(const MetricBatch& batch, const std::string& metric) {
  if (batch.prediction_shape.rank() <= 2 && batch.target_shape.rank() <= 2 &&
      (batch.target_columns == 1 || batch.target_columns == batch.columns)) {
    return;
  }
  throw Error(fmt::format(
      "{}: predictions {} and targets {} don't fit; for predictions [n, C] give targets [n] with "
      "class indices or [n, C] one-hot, for predictions [n] give targets [n] of 0 and 1",
      metric, batch.prediction_shape.to_string(), batch.target_shape.to_string()));
}

void check_labels(const MetricBatch& batch, const std::string& metric) {
  if (batch.prediction_shape.rank() <= 2 && batch.target_shape.rank() <= 2 &&
      batch.target_columns == batch.columns) {
    return;
  }
  throw Error(fmt::format("{}: predictions {} and targets {} don't fit; both must be [n, labels]",
                          metric, batch.prediction_shape.to_string(),
                          batch.target_shape.to_string()));
}

void check_probabilities(const MetricBatch& batch, const std::string& metric) {
  constexpr double kSlack = 1e-6;
  for (std::int64_t i = 0; i < batch.rows * batch.columns; ++i) {
    const double p = batch.predictions[static_cast<std::size_t>(i)];
    if (p >= -kSlack && p <= 1.0 + kSlack) continue;
    throw Error(
        fmt::format("{}: prediction {} in row {} isn't a probability; give the output after "
                    "sigmoid or softmax, not logits",
                    metric, p, i / batch.columns));
  }
}

std::int64_t class_count(const MetricBatch& batch) {
  return batch.columns == 1 ? 2 : batch.columns;
}

std::int64_t actual_class(const MetricBatch& batch, std::int64_t row, const std::string& metric) {
  const double* target = &batch.targets[static_cast<std::size_t>(row * batch.target_columns)];
  if (batch.target_columns > 1) return arg_max(target, batch.target_columns);
  const std::int64_t classes = class_count(batch);
  if (*target >= 0.0 && *target < static_cast<double>(classes) && *target == std::floor(*target)) {
    return static_cast<std::int64_t>(*target);
  }
  throw Error(
      fmt::format("{}: label {} in row {} is not a class of 0 to {}: predictions {} have {} "
                  "classes; number the classes from 0, or widen the output layer",
                  metric, *target, row, classes - 1, batch.prediction_shape.to_string(), classes));
}

std::int64_t predicted_class(const MetricBatch& batch, std::int64_t row, double threshold) {
  const double* p = &batch.predictions[static_cast<std::size_t>(row * batch.columns)];
  return batch.columns == 1 ? (*p > threshold ? 1 : 0) : arg_max(p, batch.columns);
}

bool actual_label(const MetricBatch& batch, std::int64_t row, std::int64_t column,
                  const std::string& metric) {
  const double target = batch.target(row, column);
  if (target == 0.0 || target == 1.0) return target == 1.0;
  throw Error(
      fmt::format("{}: label {} in row {}, column {} of targets {} is neither 0 nor 1 (of 2 "
                  "classes)",
                  metric, target, row, column, batch.target_shape.to_string()));
}

void check_positive(const std::string& metric, std::int64_t positive) {
  if (positive == 0 || positive == 1) return;
  throw Error(
      fmt::format("{}: positive is {}; of two classes it must be 0 or 1", metric, positive));
}

double ratio(double part, double whole) {
  return whole == 0.0 ? std::numeric_limits<double>::quiet_NaN() : part / whole;
}

}  // namespace ganglion::nn

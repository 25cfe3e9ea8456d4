#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>

#include "ganglion/core/tensor.h"
#include "ganglion/data/task.h"

namespace ganglion::train {

/// Of a row, a column or a class.
inline std::size_t index_of(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// Predictions and targets read as double, whatever they came as.
struct AnsweredRows {
  AnsweredRows(data::Task task_in, const Tensor& predictions_in, const Tensor& targets_in,
               std::int64_t positive_in, double threshold_in)
      : task(task_in),
        positive_class(positive_in),
        threshold(threshold_in),
        count(predictions_in.shape()[0]),
        columns(count == 0 ? 1 : predictions_in.size() / count),
        predictions(predictions_in.dtype() == DType::f32 ? predictions_in
                                                         : predictions_in.cast(DType::f64)),
        targets(targets_in.cast(DType::f64)) {}

  double prediction(std::int64_t row, std::int64_t column) const {
    const std::size_t at = index_of(row * columns + column);
    return predictions.dtype() == DType::f32
               ? static_cast<double>(static_cast<const float*>(predictions.data())[at])
               : static_cast<const double*>(predictions.data())[at];
  }
  /// The higher, the more likely positive() is.
  double score(std::int64_t row, std::int64_t column) const {
    const double p = prediction(row, column);
    return !labels() && columns == 1 && positive_class == 0 ? -p : p;
  }
  bool labels() const { return task == data::Task::multilabel; }
  /// The value or label of a column of targets.
  double target(std::int64_t row, std::int64_t column) const {
    return targets.values<double>()[index_of(
        row * (labels() || task == data::Task::regression ? columns : 1) + column)];
  }
  std::int64_t classes() const { return columns == 1 ? 2 : columns; }
  std::int64_t actual(std::int64_t row) const {
    return static_cast<std::int64_t>(targets.values<double>()[index_of(row)]);
  }
  std::int64_t predicted(std::int64_t row) const {
    if (columns == 1) return prediction(row, 0) > threshold ? 1 : 0;
    std::int64_t best = 0;
    for (std::int64_t c = 1; c < columns; ++c) {
      if (prediction(row, c) > prediction(row, best)) best = c;
    }
    return best;
  }
  /// Whether column `column` is the right answer of the row.
  bool positive(std::int64_t row, std::int64_t column) const {
    if (labels()) return target(row, column) > 0.5;
    return actual(row) == (columns == 1 ? positive_class : column);
  }

  data::Task task;
  std::int64_t positive_class;  ///< of two
  double threshold;             ///< of two: above it, the second is predicted
  std::int64_t count;
  std::int64_t columns;
  Tensor predictions;
  Tensor targets;
};

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// A metric of a resample: from how often each row was drawn. kUndefined where it has no value.
using ResampledPart = std::function<double(std::span<const double> counts)>;

/// Mean over the columns of the area under the ROC curve.
ResampledPart roc_area_part(const AnsweredRows& rows);
/// Mean over the columns of the average precision.
ResampledPart average_precision_part(const AnsweredRows& rows);
/// F1 from hits, predicted and actual of each class: of the positive class when there are two.
ResampledPart f1_part(const AnsweredRows& rows);
/// Expected calibration error, 15 bins as the metric has.
ResampledPart calibration_part(const AnsweredRows& rows);

}  // namespace ganglion::train

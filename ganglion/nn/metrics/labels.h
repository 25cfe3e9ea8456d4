#pragma once
#include <cstdint>
#include <string>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// How classification metrics read a batch. Every function throws Error with `metric` in front.

/// Binary or multiclass: targets must be [n] / [n, 1], or one-hot rows as wide as the predictions.
void check_classes(const MetricBatch& batch, const std::string& metric);

/// Multilabel: targets must be as wide as the predictions.
void check_labels(const MetricBatch& batch, const std::string& metric);

/// Probabilities must lie in [0, 1] (a millionth of slack for rounding).
void check_probabilities(const MetricBatch& batch, const std::string& metric);

/// 2 for predictions of one column, else the number of columns.
std::int64_t class_count(const MetricBatch& batch);

/// The class of a row: the index given, or the largest entry of its one-hot row (the first of
/// equals). Throws for an index that isn't an integer in [0, class_count).
std::int64_t actual_class(const MetricBatch& batch, std::int64_t row, const std::string& metric);

/// The most probable class, the first of equals; for one column whether it is over the threshold.
std::int64_t predicted_class(const MetricBatch& batch, std::int64_t row, double threshold);

/// The 0 or 1 at a place of multilabel targets. Throws for any other value.
bool actual_label(const MetricBatch& batch, std::int64_t row, std::int64_t column,
                  const std::string& metric);

/// The positive one of two classes must be 0 or 1.
void check_positive(const std::string& metric, std::int64_t positive);

/// A number / a number, NaN for 0 / 0.
double ratio(double part, double whole);

}  // namespace ganglion::nn

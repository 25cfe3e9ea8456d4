#include "ganglion/nn/metrics/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"

namespace ganglion::nn {

void Metric::update(const Tensor& predictions, const Tensor& targets) {
  update_checked(*OwnedBatch(name(), predictions, targets, nullptr));
}

void Metric::update(const Tensor& predictions, const Tensor& targets, const Tensor& weights) {
  update_checked(*OwnedBatch(name(), predictions, targets, &weights));
}

void Metric::update_checked(const MetricBatch& batch) {
  const std::pair columns{batch.columns, batch.target_columns};
  if (columns_ && *columns_ != columns) {
    throw Error(
        fmt::format("{}: predictions {} and targets {} differ from the batches before, of {} "
                    "and {} values a row; call reset() between data sets",
                    name(), batch.prediction_shape.to_string(), batch.target_shape.to_string(),
                    columns_->first, columns_->second));
  }
  if (std::ranges::any_of(batch.predictions, [](double p) { return std::isnan(p); })) {
    nan_seen_ = true;
  } else {
    add(batch);
  }
  columns_ = columns;
  rows_ += batch.rows;
}

double Metric::result() const {
  return rows_ == 0 || nan_seen_ ? std::numeric_limits<double>::quiet_NaN() : value();
}

void Metric::reset() {
  clear();
  rows_ = 0;
  columns_.reset();
  nan_seen_ = false;
}

double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets) {
  const auto accumulator = metric.make();
  accumulator->update(predictions, targets);
  return accumulator->result();
}

double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets,
                const Tensor& weights) {
  const auto accumulator = metric.make();
  accumulator->update(predictions, targets, weights);
  return accumulator->result();
}

}  // namespace ganglion::nn

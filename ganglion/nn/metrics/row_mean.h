#pragma once
#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// The base of metrics that are the weighted mean of a number for each row.
class RowMean : public Metric {
 protected:
  /// Throws Error when this metric cannot read the batch.
  virtual void check(const MetricBatch& batch) const = 0;
  virtual double of_row(const MetricBatch& batch, std::int64_t row) const = 0;

  void add(const MetricBatch& batch) final;
  double value() const final;
  void clear() final { sum_ = weight_ = 0.0; }

 private:
  double sum_ = 0.0;
  double weight_ = 0.0;
};

}  // namespace ganglion::nn

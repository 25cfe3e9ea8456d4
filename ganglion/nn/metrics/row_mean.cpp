#include "ganglion/nn/metrics/row_mean.h"

#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {

void RowMean::add(const MetricBatch& batch) {
  check(batch);
  double sum = 0.0;
  double total = 0.0;
  for (std::int64_t row = 0; row < batch.rows; ++row) {
    const double weight = batch.weight(row);
    // A row of weight 0 counts for nothing, even where its number is infinite.
    const double number = of_row(batch, row);
    if (weight > 0.0) sum += weight * number;
    total += weight;
  }
  sum_ += sum;
  weight_ += total;
}

double RowMean::value() const {
  return ratio(sum_, weight_);
}

}  // namespace ganglion::nn

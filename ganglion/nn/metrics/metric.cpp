#include "ganglion/nn/metrics/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
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

namespace {

constexpr std::int64_t kRowsOfPart = std::int64_t{1} << 18;
constexpr std::int64_t kValuesOfPart = std::int64_t{1} << 24;

Tensor part_of(const Tensor& tensor, std::int64_t first, std::int64_t rows) {
  Tensor part(tensor.shape().with(0, rows), tensor.dtype());
  const std::size_t row = tensor.bytes() / static_cast<std::size_t>(tensor.shape()[0]);
  std::memcpy(part.data(),
              static_cast<const std::byte*>(tensor.data()) + static_cast<std::size_t>(first) * row,
              static_cast<std::size_t>(rows) * row);
  return part;
}

std::int64_t rows_of_part(const Tensor& predictions, std::int64_t rows) {
  const std::int64_t columns =
      std::max<std::int64_t>(predictions.size() / std::max<std::int64_t>(rows, 1), 1);
  return std::clamp<std::int64_t>(kValuesOfPart / columns, 1, kRowsOfPart);
}

}  // namespace

void in_parts(const Tensor& predictions, const Tensor& targets, const Tensor* weights,
              const std::function<void(const Tensor&, const Tensor&, const Tensor*)>& add) {
  const auto rows_of = [](const Tensor& tensor) {
    return tensor.shape().rank() == 0 ? -1 : tensor.shape()[0];
  };
  const std::int64_t rows = rows_of(predictions);
  const bool agree = rows_of(targets) == rows && (weights == nullptr || rows_of(*weights) == rows);
  const std::int64_t most = agree ? rows_of_part(predictions, rows) : rows;
  if (rows <= most) return add(predictions, targets, weights);
  for (std::int64_t first = 0; first < rows; first += most) {
    const std::int64_t count = std::min(most, rows - first);
    const Tensor part = weights == nullptr ? Tensor() : part_of(*weights, first, count);
    add(part_of(predictions, first, count), part_of(targets, first, count),
        weights == nullptr ? nullptr : &part);
  }
}

std::unique_ptr<Metric> measured(const AnyMetric& metric, const Tensor& predictions,
                                 const Tensor& targets, const Tensor* weights) {
  auto accumulator = metric.make();
  in_parts(predictions, targets, weights, [&](const Tensor& p, const Tensor& t, const Tensor* w) {
    w == nullptr ? accumulator->update(p, t) : accumulator->update(p, t, *w);
  });
  return accumulator;
}

double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets) {
  return measured(metric, predictions, targets)->result();
}

double evaluate(const AnyMetric& metric, const Tensor& predictions, const Tensor& targets,
                const Tensor& weights) {
  return measured(metric, predictions, targets, &weights)->result();
}

}  // namespace ganglion::nn

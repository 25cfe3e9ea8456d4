#include "ganglion/train/evaluate/resampled_metrics.h"

#include <algorithm>
#include <cmath>

#include "ganglion/nn/metrics/batch.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/evaluate/resampled_parts.h"

namespace ganglion::train {
namespace {

using data::Task;
using Counts = std::span<const double>;

/// A metric that is a mean over the rows: its value of each row alone, by the metric itself.
std::vector<double> values_of_rows(const nn::AnyMetric& metric, const Tensor& predictions,
                                   const Tensor& targets) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < predictions.shape()[0]; ++row) {
    const std::vector<std::int64_t> one = {row};
    values.push_back(nn::evaluate(metric, predictions.rows(one), targets.rows(one)));
  }
  return values;
}

double mean(const std::vector<double>& values, Counts counts) {
  double sum = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (counts[i] == 0.0) continue;
    sum += counts[i] * values[i];
    total += counts[i];
  }
  return total == 0.0 ? kUndefined : sum / total;
}

struct Spread {
  double squared = 0.0;  ///< mean of (prediction - target)²
  double variance = 0.0;
};

/// Of one output, with the targets' mean taken off first so that no digits are lost.
Spread spread(const AnsweredRows& rows, std::int64_t column, Counts counts) {
  double total = 0.0;
  double target_mean = 0.0;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    total += counts[index_of(i)];
    target_mean += counts[index_of(i)] * rows.target(i, column);
  }
  target_mean /= total;
  Spread sums;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const double error = rows.prediction(i, column) - rows.target(i, column);
    const double distance = rows.target(i, column) - target_mean;
    sums.squared += counts[index_of(i)] * error * error / total;
    sums.variance += counts[index_of(i)] * distance * distance / total;
  }
  return sums;
}

ResampledPart regression_part(const AnsweredRows& rows, double (*score)(const Spread&)) {
  return [rows, score](Counts counts) {
    double sum = 0.0;
    for (std::int64_t c = 0; c < rows.columns; ++c) sum += score(spread(rows, c, counts));
    return sum / static_cast<double>(rows.columns);
  };
}

/// Areas take a look at each prediction, a hundred times at least.
constexpr std::int64_t kMaxRanked = 10'000'000;

ResampledPart part_of(const nn::AnyMetric& metric, const AnsweredRows& rows,
                      const Tensor& predictions, const Tensor& targets) {
  const std::string& name = metric.name();
  if ((name == "roc_auc" || name == "pr_auc") && predictions.size() > kMaxRanked) {
    return [](Counts) { return kUndefined; };
  }
  if (name == "roc_auc") return roc_area_part(rows);
  if (name == "pr_auc") return average_precision_part(rows);
  if (name == "f1") return f1_part(rows);
  if (name == "ece") return calibration_part(rows);
  if (name == "rmse") {
    return regression_part(rows, [](const Spread& s) { return std::sqrt(s.squared); });
  }
  if (name == "r2") {
    return regression_part(rows, [](const Spread& s) {
      return s.variance == 0.0 ? kUndefined : 1.0 - s.squared / s.variance;
    });
  }
  return [values = values_of_rows(metric, predictions, targets)](Counts counts) {
    return mean(values, counts);
  };
}

}  // namespace

ResampledMetrics::ResampledMetrics(Task task, const Tensor& predictions, const Tensor& targets,
                                   std::int64_t positive, double threshold)
    : rows_(predictions.shape()[0]),
      predictions_(predictions.size() > kMaxRanked ? rows_ : predictions.size()) {
  const Tensor fitting =
      targets.size() == predictions.size() ? targets.reshaped(predictions.shape()) : targets;
  const AnsweredRows rows(task, predictions, fitting, positive, threshold);
  for (const nn::AnyMetric& metric : nn::default_metrics(task, positive, threshold)) {
    names_.push_back(metric.name());
    parts_.push_back(part_of(metric, rows, predictions, fitting));
  }
}

std::vector<double> ResampledMetrics::at(std::span<const double> counts) const {
  std::vector<double> values;
  for (const auto& part : parts_) values.push_back(part(counts));
  return values;
}

}  // namespace ganglion::train

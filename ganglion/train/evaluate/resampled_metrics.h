#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/task.h"
#include "ganglion/nn/metrics/metric.h"

namespace ganglion::train {

/// nn::default_metrics of a task on the same rows, each counted any number of times: as
/// nn::evaluate with these counts as weights gives them, but in time that is linear in the rows,
/// for asking a thousand times. What can be done once (sorting scores, looking up classes) is done
/// when it is made. Immutable; any number of threads may use it.
class ResampledMetrics {
 public:
  /// Predictions and targets as nn::Metric reads them; regression in the unit that is wanted.
  /// `positive` and `threshold` of a binary task as nn::default_metrics has them.
  ResampledMetrics(data::Task task, const Tensor& predictions, const Tensor& targets,
                   std::int64_t positive = 1, double threshold = 0.5);

  const std::vector<std::string>& names() const { return names_; }
  std::int64_t rows() const { return rows_; }
  /// How many predictions at() looks at: one a row, or one for each class or label of it. Where
  /// those are more than 10 million, areas under curves are left out: NaN.
  std::int64_t predictions() const { return predictions_; }
  /// In the order of names(); NaN where one isn't defined. `counts` has one entry for each row.
  std::vector<double> at(std::span<const double> counts) const;

 private:
  std::int64_t rows_ = 0;
  std::int64_t predictions_ = 0;
  std::vector<std::string> names_;
  std::vector<std::function<double(std::span<const double>)>> parts_;
};

}  // namespace ganglion::train

#pragma once
#include <string>

#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/job/network/resolved_job.h"

namespace ganglion::train {

/// The number by which settings are compared, as an error: less is better.
struct ScoredMetric {
  std::string name;
  bool smaller_is_better = true;

  /// From the metric to an error, and back.
  double signed_error(double value) const { return smaller_is_better ? value : -value; }
  /// Of an evaluation; NaN where the metric isn't defined on its rows.
  double error(const Evaluation& evaluation) const;
};

/// One of nn::default_metrics of the task; where none is asked for (empty), the one that says most
/// about few rows: log_loss of classes and labels, rmse of one target of a regression, r2 of
/// several, which need not have the same unit. Throws Error listing the metrics there are.
ScoredMetric scored_metric(const std::string& asked, const ResolvedJob& job);

}  // namespace ganglion::train

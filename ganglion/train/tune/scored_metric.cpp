#include "ganglion/train/tune/scored_metric.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/metrics/metric_table.h"

namespace ganglion::train {

double ScoredMetric::error(const Evaluation& evaluation) const {
  for (const auto& [known, value] : evaluation.metrics) {
    if (known == name) return signed_error(value);
  }
  return std::nan("");
}

ScoredMetric scored_metric(const std::string& asked, const ResolvedJob& job) {
  std::string wanted = asked;
  if (wanted.empty()) {
    wanted = job.task != data::Task::regression ? "log_loss"
             : job.stated.targets.size() == 1   ? "rmse"
                                                : "r2";
  }
  std::vector<std::string> names;
  for (const nn::AnyMetric& metric : nn::default_metrics(job.task)) {
    if (metric.name() == wanted) return {wanted, metric.smaller_is_better()};
    names.push_back(metric.name());
  }
  throw Error(fmt::format("`metric`: unknown metric {} for the task {}; {}", shown(wanted),
                          name_of(job.task), suggestion(wanted, names)));
}

}  // namespace ganglion::train

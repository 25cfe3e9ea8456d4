#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/job/network/resolved_job.h"

namespace ganglion::train {

/// What a model is to be compared with, on the same rows.
struct Baseline {
  /// "majority_class", "mean", "label_shares"; "logistic" or "linear" for a network of one layer.
  std::string name;
  /// nn::default_metrics of the task, regression in the target's own unit.
  std::vector<std::pair<std::string, double>> metrics = {};

  /// For people: "majority class".
  std::string title() const;
};

/// The baselines of a job, fitted on its training rows and measured on `rows` (as in JobData):
/// - what knows no features: the shares of the classes or labels as probabilities, or the mean;
/// - a network without hidden layers: the same loss, batch size, class weights and validation rows,
///   Adam with a learning rate of 0.01, and at most 3 million rows passed over. Left out when the
///   job's own network has no hidden layers.
std::vector<Baseline> baselines(const ResolvedJob& job, const JobData& data,
                                const data::Dataset& rows);

}  // namespace ganglion::train

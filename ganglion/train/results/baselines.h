#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/train/job/network/resolved_job.h"

namespace ganglion::train {

/// What a model is to be compared with, on the same rows.
struct Baseline {
  /// "majority_class", "mean", "label_shares"; of forecasts also "last_value" and
  /// "seasonal_last_value"; "logistic" or "linear" for a LinearModel.
  std::string name;
  /// nn::default_metrics of the task, regression in the target's own unit.
  std::vector<std::pair<std::string, double>> metrics = {};
  std::vector<double> losses = {};  ///< row_losses of the same rows
  bool converged = true;            ///< false for a model whose fit was ended before its loss stood

  /// For people: "majority class", "logistic (not converged)".
  std::string title() const;
};

/// The baselines of a job, fitted on its training rows and measured on `rows` (as in JobData):
/// - what knows no features: the shares of the classes or labels as probabilities, or the mean;
/// - of forecasts the last known value, and where there is a season the one a season before;
/// - a LinearModel of the same features (but for bins of numbers), rows and class weights, fitted
/// until its loss stands,
///   whatever the epochs of the job. Left out when the job's own network has no hidden layers.
std::vector<Baseline> baselines(const ResolvedJob& job, const JobData& data,
                                const data::Dataset& rows);

}  // namespace ganglion::train

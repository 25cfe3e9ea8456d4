#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/results/run_result.h"

namespace ganglion::train {

/// What a verdict on a run rests on.
struct Evidence {
  const RunResult& result;  ///< assessed
  const JobData& data;
  const History& history;  ///< of the first network
  const Job& asked;        ///< the settings that were given, before the rest was chosen
  std::vector<std::int64_t> groups = groups_to_assess(data);

  const Assessment& assessment() const { return *result.assessment; }
  /// "test" or "validation"; "train" where there are no others.
  const std::string& part() const { return assessment().part; }
  bool has_held_out() const { return part() != "train"; }
  /// Scores of the rows of part().
  const Evaluation& scores() const { return assessed(result); }
  /// Of the rows of part(): the loss (row_losses) of the network, of what knows no features, and of
  /// the linear model; nullptr where there is none.
  RowMean loss() const { return mean_of_rows(assessment().losses, groups); }
  /// Of the losses a - b of two models. Its error, as that of loss(), is one of groups of rows
  /// where rows depend on each other.
  RowMean difference(std::span<const double> a, std::span<const double> b) const {
    return mean_difference(a, b, groups);
  }
  const Baseline& constant() const { return assessment().baselines.front(); }
  const Baseline* linear() const;
  double constant_loss() const { return mean_of_rows(constant().losses).mean; }
  /// "log loss" or "squared error"
  std::string_view loss_name() const;

  /// The command of the run with a change.
  std::string command(const std::function<void(Job&)>& change) const;
};

}  // namespace ganglion::train

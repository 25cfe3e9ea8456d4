#pragma once
#include <optional>
#include <string>
#include <utility>

#include "ganglion/io/tensorboard/events.h"
#include "ganglion/train/callbacks/learning_rate_schedule.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/options.h"
#include "ganglion/train/run/ensemble_rows.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/run/run_options.h"
#include "ganglion/train/run/time_budget.h"

namespace ganglion::train {

/// How the networks of a run are trained: what its job says, as options of compile and fit.
class RunTraining {
 public:
  /// Job and data must outlive this. `source` is what data_source() said.
  RunTraining(const ResolvedJob& job, const JobData& data, std::string source)
      : job_(job), data_(data), rows_(job, data), source_(std::move(source)) {}

  /// What each network learns from.
  const EnsembleRows& rows() const { return rows_; }

  /// The metric that tells when training is done.
  std::string monitor() const { return data_.validation ? "val_loss" : "loss"; }

  /// What all networks may take together; nothing: as long as they need.
  void limit_time(std::optional<double> seconds) { time_ = TimeBudget(seconds); }

  /// The ranks that a single network's training steps are shared by.
  void share_by(dist::Communicator* ranks) { ranks_ = ranks; }

  /// Batches.
  std::int64_t steps_per_epoch() const;

  CompileOptions compile_options(std::uint64_t seed, int threads) const;
  /// Gives compiled network `index` the weights to begin with, where they aren't drawn.
  void start(std::int64_t index, Model& model) const;
  /// Of network `index` of the run, from 0 on. Without a folder nothing is written or shown.
  FitOptions fit_options(const std::optional<RunFolder>& folder, std::int64_t index,
                         const RunOptions& options) const;

 private:
  FitOptions plain_options(std::int64_t index, std::optional<double> seconds) const;
  LearningRateSchedule rate(std::optional<double> seconds) const;
  std::string estimate(const TrainingState& state, double seconds_per_step) const;
  double checkpoint_seconds() const;
  /// Of network `index`; those of an ensemble have a folder each.
  std::string tensorboard_folder(std::int64_t index) const;
  io::tensorboard::HyperParameters hyper_parameters() const;

  const ResolvedJob& job_;
  const JobData& data_;
  EnsembleRows rows_;
  std::string source_;
  dist::Communicator* ranks_ = nullptr;
  TimeBudget time_{std::nullopt};
};

}  // namespace ganglion::train

#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/optim/schedule_text.h"
#include "ganglion/train/job/network/job_network.h"
#include "ganglion/train/options.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/run/run_options.h"

namespace ganglion::train {

/// How the networks of a run are trained: what its job says, as options of compile and fit.
class RunTraining {
 public:
  /// Chooses the learning rate if the job leaves it open. All must outlive this. Throws Error for
  /// an optimizer or schedule that isn't one, and for weighted classes where there are none.
  RunTraining(Job& job, const JobData& data, const JobNetwork& made, const Listener& listener);

  /// Empty: all count alike.
  const std::vector<double>& class_weights() const { return weights_; }
  /// The metric that tells when training is done.
  std::string monitor() const { return data_.validation ? "val_loss" : "loss"; }

  CompileOptions compile_options(std::uint64_t seed, int threads) const;
  /// Of network `index` of the run, from 0 on. Without a folder nothing is written or shown.
  FitOptions fit_options(const std::optional<RunFolder>& folder, std::int64_t index,
                         const RunOptions& options) const;

 private:
  FitOptions plain_options() const;
  double checkpoint_seconds() const;

  const Job& job_;
  const JobData& data_;
  const JobNetwork& made_;
  std::vector<double> weights_;
  optim::Optimizer optimizer_;
  optim::ParsedSchedule schedule_;
};

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "ganglion/train/tune/fold_rows.h"
#include "ganglion/train/tune/scored_metric.h"
#include "ganglion/train/tune/stop_when.h"
#include "ganglion/train/tune/trial_log.h"

namespace ganglion::train {

/// A division of the rows into folds, and the flag that ends trainings on them.
struct Division {
  std::uint64_t number = 0;
  FoldRows& rows;
  const StopWhen& stop;
};

/// Trains the settings of trials on folds, each once: what the log knows is taken from there. For
/// several threads.
class FoldTrainer {
 public:
  /// `job_of` gives the job of a trial, `text_of` its settings on one line, `elapsed` the seconds
  /// since the search began. All must outlive this.
  FoldTrainer(ScoredMetric metric, TrialLog& log, std::function<Job(const Trial&)> job_of,
              std::function<std::string(const Job&)> text_of, std::function<double()> elapsed)
      : metric_(std::move(metric)),
        log_(log),
        job_of_(std::move(job_of)),
        text_of_(std::move(text_of)),
        elapsed_(std::move(elapsed)) {}

  /// Trains on all but a fold, with so many threads, and scores on it.
  FoldScore score(const Trial& trial, std::int64_t fold, int threads, const Division& division);

 private:
  FoldScore trained(const Job& job, const JobData& rows, const StopWhen& stop) const;

  ScoredMetric metric_;
  TrialLog& log_;
  std::function<Job(const Trial&)> job_of_;
  std::function<std::string(const Job&)> text_of_;
  std::function<double()> elapsed_;
};

}  // namespace ganglion::train

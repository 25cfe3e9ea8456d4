#pragma once
#include <cstdint>
#include <memory>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// The data of a cross-validation, fold by fold (see FoldSplits). What isn't tested is divided into
/// training and validation as the job says.
class Folds {
 public:
  /// Reads the data of a job in which everything is chosen.
  explicit Folds(Job job);
  ~Folds();
  Folds(Folds&&) noexcept;
  /// Fold `fold` of job.cross_validate, from 0 on.
  JobData at(std::int64_t fold) const;

 private:
  struct Rows;
  Job job_;
  std::unique_ptr<Rows> rows_;
};

}  // namespace ganglion::train

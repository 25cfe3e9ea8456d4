#pragma once
#include <cstdint>
#include <memory>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

struct FoldOptions {
  /// The rows that the job holds back for its test are in no fold.
  bool leave_out_test = false;
  /// Number of the division, from 0 on: each deals the rows anew, but for rows in order of time,
  /// of which there is one division.
  std::uint64_t division = 0;
};

/// The data of a cross-validation, fold by fold (see FoldSplits). What isn't tested is divided into
/// training and validation as the job says.
class Folds {
 public:
  /// Reads the data of a job in which everything is chosen.
  explicit Folds(Job job, const FoldOptions& options = {});
  ~Folds();
  Folds(Folds&&) noexcept;
  /// Fold `fold` of job.cross_validate, from 0 on.
  JobData at(std::int64_t fold) const;
  /// Of the division: it deals folds and draws validation rows. The job's own for division 0.
  std::uint64_t seed() const { return job_.seed; }

 private:
  struct Rows;
  Job job_;
  std::unique_ptr<Rows> rows_;
};

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/data/task.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_source.h"
#include "ganglion/train/job/rows/row_groups.h"

namespace ganglion::train {

/// Added to the seed for the validation rows: the draws of the test would take rows of like places.
inline constexpr std::uint64_t kValidationStream = 0x9e3779b97f4a7c15U;

/// Moves a share of the training rows to another split: the latest where the job has a time column,
/// else some at random, drawn with `seed`, of each class alike. None for the share 0, and when that
/// would leave a class without rows to learn from. Forecasts are cut by data::split_series: those
/// across the cut are dropped. At random, groups stay together. Throws Error
/// for a single row, and for a time column without an order.
void cut(JobSource& source, RowSplits& splits, const RowGroups& groups, double fraction,
         const Job& job, data::Task task, std::uint64_t seed, Split to);

/// Which rows of a split depend on each other, a number for each: those of a group, and forecasts
/// of times within a horizon. Empty where none do.
std::vector<std::int64_t> dependent_rows(JobSource& source, const RowSplits& splits,
                                         const RowGroups& groups, const Job& job, Split split);

/// The splits of a cross-validation. At random each row is tested once, and the others are trained
/// on (and validated with). With a time column the rows are cut into one stretch of time more than
/// there are folds; each fold tests one of them, from the second on, and trains on all that are
/// earlier.
class FoldSplits {
 public:
  /// Of the training rows of `splits`. Throws Error for too few rows, groups or times.
  FoldSplits(JobSource& source, RowSplits splits, const RowGroups& groups, const Job& job,
             data::Task task);
  /// Fold 0, 1, …: the rows to test on are Split::test, those to train on Split::train.
  RowSplits at(std::int64_t fold) const;

 private:
  /// Drops what forecasts a time that was not over when the fold's first forecast is made.
  void drop_later(std::int64_t tested, RowSplits& result) const;

  RowSplits splits_;
  bool timed_;
  std::vector<std::int64_t> fold_of_;  // of each training row, or its stretch of time
  std::vector<double> from_;           // of each training row that is a forecast: when it is made,
  std::vector<double> to_;             // and the time that it is of
};

}  // namespace ganglion::train

#pragma once
#include <cstdint>
#include <utility>
#include <vector>

#include "ganglion/data/features/column_types.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/holdout_files.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// Which rows stay on one side of every random split: those of one group by the job's column, else
/// copies of one row, so that no row of a test was trained on.
class RowGroups {
 public:
  /// Every row for itself.
  RowGroups() = default;
  /// The group of each row of a source, from 0 on.
  explicit RowGroups(std::vector<std::int64_t> group_of) : group_of_(std::move(group_of)) {}

  bool empty() const { return group_of_.empty(); }
  /// Of the rows of a split, in their order; none where every row is for itself.
  std::vector<std::int64_t> of(const RowSplits& splits, Split split) const;

 private:
  std::vector<std::int64_t> group_of_;
};

/// Finds them, and tells their number. Copies are looked for where rows are split at random, in the
/// columns that are features by `types`, and in the targets (see data::copied_rows). Throws Error
/// for fewer than two groups, and for a column where rows have none: files, and rows in order of
/// time.
RowGroups row_groups(JobSource& source, const RowSplits& splits, const Job& job,
                     const data::ColumnTypes& types, const Listener& listener);

/// The columns in which rows are compared: features, then targets.
std::vector<std::string> compared_columns(const data::Table& header, const Job& job,
                                          const data::ColumnTypes& types);

/// Notes groups that have rows both in a file of its own and among the training rows.
void note_shared_groups(JobSource& source, const RowSplits& splits, const Job& job,
                        const HoldoutFiles& files, const Listener& listener);

}  // namespace ganglion::train

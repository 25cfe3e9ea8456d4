#include "ganglion/train/job/rows/folds.h"

#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/job/rows/fit_rows.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/open_source.h"

namespace ganglion::train {

struct Folds::Rows {
  explicit Rows(Job& job)
      : source(open_source(job, {})),
        labelled(labelled_splits(*source, job, {})),
        files(read_holdout_files(job, source->header(), {})),
        task(*job.task),
        types(column_types(*source, labelled, job)),
        groups(row_groups(*source, labelled, job, types, {})),
        folds(*source, labelled, groups, job, task) {}

  std::unique_ptr<JobSource> source;
  RowSplits labelled;
  HoldoutFiles files;
  data::Task task;
  data::ColumnTypes types;
  RowGroups groups;
  FoldSplits folds;
};

Folds::Folds(Job job) : job_(std::move(job)) {
  if (job_.data == "-") {
    throw Error("`cross_validate` reads the data twice: give a file, not standard input");
  }
  rows_ = std::make_unique<Rows>(job_);
}

Folds::~Folds() = default;
Folds::Folds(Folds&&) noexcept = default;

JobData Folds::at(std::int64_t fold) const {
  Job job = job_;
  RowSplits splits = rows_->folds.at(fold);
  draw_validation(*rows_->source, splits, rows_->groups, rows_->files, job, rows_->task);
  const std::unique_ptr<DividedRows> rows = rows_->source->divide(splits, true);
  // What is tested is the fold, not the file of a test.
  return fit_rows(job, rows_->task, rows_->types, *rows, {.validation = rows_->files.validation},
                  {});
}

}  // namespace ganglion::train

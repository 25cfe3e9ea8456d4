#include "ganglion/train/job/rows/folds.h"

#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/train/job/rows/fit_rows.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/open_source.h"

namespace ganglion::train {
namespace {

/// A division is a job of another seed, but for its test rows, which stay the same.
Job divided_anew(Job job, std::uint64_t division) {
  if (division > 0) job.seed = random_bits(job.seed, stream_of("division"), division);
  return job;
}

/// Without the rows of the test when they are to be left out.
RowSplits rows_to_deal(JobSource& source, RowSplits splits, const RowGroups& groups,
                       const HoldoutFiles& files, const Job& job, bool leave_out_test) {
  if (!leave_out_test || files.test) return splits;
  cut(source, splits, groups, job.test.fraction, job, *job.task, job.seed, Split::test);
  for (std::int64_t row = 0; row < splits.rows(); ++row) {
    if (splits[row] == Split::test) splits.set(row, Split::dropped);
  }
  return splits;
}

}  // namespace

struct Folds::Rows {
  Rows(Job& job, const FoldOptions& options)
      : source(open_source(job, {})),
        labelled(labelled_splits(*source, job, {})),
        files(read_holdout_files(job, source->header(), {})),
        task(*job.task),
        types(column_types(*source, labelled, job)),
        groups(row_groups(*source, labelled, job, types, {})),
        folds(*source, rows_to_deal(*source, labelled, groups, files, job, options.leave_out_test),
              groups, divided_anew(job, options.division), task) {}

  std::unique_ptr<JobSource> source;
  RowSplits labelled;
  HoldoutFiles files;
  data::Task task;
  data::ColumnTypes types;
  RowGroups groups;
  FoldSplits folds;
};

Folds::Folds(Job job, const FoldOptions& options) : job_(std::move(job)) {
  if (job_.data == "-") {
    throw Error("`cross_validate` reads the data twice: give a file, not standard input");
  }
  rows_ = std::make_unique<Rows>(job_, options);
  job_ = divided_anew(std::move(job_), options.division);
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

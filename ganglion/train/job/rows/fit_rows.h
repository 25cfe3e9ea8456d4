#pragma once
#include <memory>
#include <string>
#include <vector>

#include "ganglion/data/features/column_types.h"
#include "ganglion/data/task.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/holdout_files.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/job/rows/job_source.h"
#include "ganglion/train/job/rows/row_groups.h"

/// What follows once it is settled which rows are for what: the same for a run and for each fold of
/// a cross-validation.
namespace ganglion::train {

/// What columns mean, from all rows that have a target, those of the test, too: that is no secret
/// of the test.
data::ColumnTypes column_types(JobSource& source, const RowSplits& splits, const Job& job);

/// Drops the rows without a target, and counts them in a note.
RowSplits labelled_splits(JobSource& source, const Job& job, const Listener& listener);

/// Draws validation rows from the training rows unless they have a file of their own.
void draw_validation(JobSource& source, RowSplits& splits, const RowGroups& groups,
                     const HoldoutFiles& files, const Job& job, data::Task task);

/// Learns from the training rows, fills in job.output, and applies what was learnt to all rows.
JobData fit_rows(Job& job, data::Task task, const data::ColumnTypes& types, DividedRows& rows,
                 const HoldoutFiles& files, const Listener& listener);

}  // namespace ganglion::train

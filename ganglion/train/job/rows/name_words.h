#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/holdout_files.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// Columns of text may be names, nearly all different and of a few words ("ford pinto"). Those of
/// which the job says nothing are left out (become identifiers) unless their words earn their
/// place: a linear model of all columns must do better with them than without on the validation
/// rows, by more than the standard error of the difference. Without validation rows they are left
/// out, and where there is no other column to learn from they stay. What was chosen stands in the
/// job; it is told with both losses.
void leave_out_names(JobSource& source, const RowSplits& splits, Job& job, data::Task task,
                     const HoldoutFiles& files, const Listener& listener, data::ColumnTypes& types);

}  // namespace ganglion::train

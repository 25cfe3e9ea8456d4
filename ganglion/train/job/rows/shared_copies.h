#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/holdout_files.h"
#include "ganglion/train/job/rows/job_source.h"
#include "ganglion/train/job/rows/row_splits.h"

namespace ganglion::train {

/// Notes how many rows of files for the test and for validation are copies of training rows (see
/// data::copied_rows): a score on them says little of new rows. Images, signals and tables of more
/// than 50 million values are not compared.
void note_shared_copies(JobSource& source, const RowSplits& splits, const Job& job,
                        const data::ColumnTypes& types, const HoldoutFiles& files,
                        const Listener& listener);

}  // namespace ganglion::train

#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/holdout_files.h"
#include "ganglion/train/job/rows/job_source.h"
#include "ganglion/train/job/rows/row_splits.h"

namespace ganglion::train {

/// Notes how many rows of a file for the test are earlier than the latest training row, by the
/// column of the times: a score on them says little of later ones. Nothing without that column in
/// both files. Texts of the test that are no times of training's kind are passed over.
void note_earlier_test(JobSource& source, const RowSplits& splits, const Job& job,
                       const HoldoutFiles& files, const Listener& listener);

}  // namespace ganglion::train

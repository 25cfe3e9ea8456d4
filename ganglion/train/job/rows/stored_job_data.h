#pragma once
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Whether the job's table is to be read through a file of columns (data::StoredTable) because it
/// is large, or because the job says so. Throws Error when it says so and that can't be done.
bool reads_stored(const Job& job);

/// What read_job_data does, bit for bit, with one column in memory at a time. The features then lie
/// in memory if they fit (see Job::memory), else in a file.
JobData read_stored_job_data(Job& job, const Listener& listener);

}  // namespace ganglion::train

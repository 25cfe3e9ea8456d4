#pragma once
#include <memory>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// Whether the job's table is to be read through a file of columns (data::StoredTable) because it
/// is large, or because the job says so. Throws Error when it says so and that can't be done.
bool reads_stored(const Job& job);

/// Reads such a table, with one column in memory at a time. The features then lie in memory if they
/// fit (see Job::memory), else in a file. Null where the columns turn out to be pixels, which are
/// read in memory.
std::unique_ptr<JobSource> stored_source(Job& job, const Listener& listener);

}  // namespace ganglion::train

#pragma once
#include <memory>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// Reads the data of a job, in memory or, where it is large or the job says so, into a file of
/// columns. Writes into the job what was found: targets, size and channels of images, shape of
/// signals. Tells what was chosen. Throws Error naming file, line, column or setting.
std::unique_ptr<JobSource> open_source(Job& job, const Listener& listener);

}  // namespace ganglion::train

#pragma once
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// The keys of a job that are about images and signals.
std::vector<JobKey> sample_keys();

}  // namespace ganglion::train

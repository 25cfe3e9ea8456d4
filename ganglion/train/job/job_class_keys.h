#pragma once
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// The keys of a job that are about classes and their probabilities.
std::vector<JobKey> class_keys();

}  // namespace ganglion::train

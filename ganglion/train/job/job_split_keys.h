#pragma once
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// The settings that say which rows are validated and tested on.
std::vector<JobKey> split_keys();

}  // namespace ganglion::train

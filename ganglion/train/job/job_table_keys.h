#pragma once
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// The keys of a job that say how tables are written and what their columns are.
std::vector<JobKey> table_keys();

}  // namespace ganglion::train

#pragma once
#include <string_view>
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// All keys, in the order in which they are written.
const std::vector<JobKey>& job_keys();
/// Throws Error with the nearest name when there is none.
const JobKey& job_key(std::string_view name);

}  // namespace ganglion::train

#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// All keys, in the order in which they are written.
const std::vector<JobKey>& job_keys();
/// Throws Error with the nearest name when there is none.
const JobKey& job_key(std::string_view name);
/// Its help with the default in brackets: the value of an empty job, unless the help says itself
/// what is chosen then.
std::string help_with_default(const JobKey& key);

}  // namespace ganglion::train

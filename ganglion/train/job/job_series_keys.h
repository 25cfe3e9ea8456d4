#pragma once
#include <vector>

#include "ganglion/train/job/job_key.h"

namespace ganglion::train {

/// The keys of forecasts.
std::vector<JobKey> series_keys();

}  // namespace ganglion::train

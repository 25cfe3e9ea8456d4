#pragma once
#include <cstdint>

#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// What the data of a job may take, in bytes, and the features of it while training.
std::int64_t memory_of(const Job& job);
std::int64_t feature_memory(const Job& job);

}  // namespace ganglion::train

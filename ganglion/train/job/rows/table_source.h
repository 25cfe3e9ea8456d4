#pragma once
#include <memory>

#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// The rows of a table in memory; its images and signals may lie in files.
std::unique_ptr<JobSource> table_source(data::Table table);

}  // namespace ganglion::train

#pragma once
#include "ganglion/nn/layers/dense.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// The output layer. That of a regression begins at the mean of the targets, whatever its scale.
nn::Dense output_layer(const Job& job, const JobData& data);

}  // namespace ganglion::train

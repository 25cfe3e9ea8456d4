#pragma once
#include "ganglion/nn/metrics/threshold_curve.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// How the threshold of a job is chosen. Throws Error for a threshold and costs together, for a
/// task that isn't binary, and for one that is chosen without validation rows.
nn::ThresholdRule threshold_choice(const Job& job, const JobData& data);

}  // namespace ganglion::train

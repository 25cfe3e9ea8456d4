#pragma once
#include "ganglion/nn/layers/dense.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// The output layer, with the settings of one that the job's network ends with (see
/// typed_output.h). That of a regression begins at the mean of the targets, whatever its scale,
/// unless those settings say otherwise. Of classes and labels it gives logits.
nn::Dense output_layer(const Job& job, const JobData& data);

}  // namespace ganglion::train

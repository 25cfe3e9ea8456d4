#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/rows/job_data.h"
#include "ganglion/train/run/run_options.h"

namespace ganglion::train {

/// A job of `effort = best` with the hidden layers and dropout that do best on its validation rows:
/// each of network_candidates() is trained for a few epochs, two networks from the same seeds.
/// Tells what was chosen, with the loss of each. Other jobs, and those that name a network or have
/// no validation rows, come back as they are; so does one whose trials were stopped.
Job with_tried_network(Job job, const JobData& data, const RunOptions& options,
                       const Listener& listener);

}  // namespace ganglion::train

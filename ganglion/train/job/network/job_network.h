#pragma once
#include "ganglion/nn/losses/loss.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// The network of a job, and what it is trained with.
struct JobNetwork {
  nn::Network network;
  nn::Loss loss;
};

/// Fills in the hidden layers, loss, epochs, batch size, patience and l2 that the job leaves open,
/// puts the output layer of the task behind, and applies --l2 and --dropout. Tells what was chosen,
/// and warns of what won't learn well. Throws Error for a loss that doesn't fit the task (naming
/// those that do) and layers whose shapes don't fit.
JobNetwork make_job_network(Job& job, const JobData& data, const Listener& listener);

}  // namespace ganglion::train

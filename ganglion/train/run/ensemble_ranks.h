#pragma once
#include <optional>
#include <vector>

#include "ganglion/train/run/ensemble_training.h"

namespace ganglion::train {

/// The rank that trains network `index` of an ensemble.
int rank_of_network(const EnsembleTraining& training, std::int64_t index);

/// Gives all ranks the weights and histories of the networks that each of them has trained; the
/// others' places in `networks` are empty before.
void share_networks(const EnsembleTraining& training,
                    std::vector<std::optional<TrainedNetwork>>& networks);

}  // namespace ganglion::train

#pragma once
#include <vector>

#include "ganglion/train/run/ensemble_training.h"

namespace ganglion::train {

/// Trains them. No result depends on the number of threads. Throws what Model::fit and
/// restore_checkpoint throw. When the run is interrupted some are trained in part.
std::vector<TrainedNetwork> train_ensemble(const EnsembleTraining& training);

/// The mean of the networks as one model, compiled with `options`; a single one as it is.
/// Lakshminarayanan, Pritzel, Blundell: "Simple and Scalable Predictive Uncertainty Estimation
/// using Deep Ensembles", 2017; here logits are averaged, not probabilities, so that the result is
/// an ordinary network.
Model fold_ensemble(std::vector<TrainedNetwork>& networks, const CompileOptions& options);

}  // namespace ganglion::train

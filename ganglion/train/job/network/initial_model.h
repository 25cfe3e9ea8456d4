#pragma once
#include <memory>
#include <string>

#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// The model that a job starts from (`init`), for transfer learning; null where there is none.
/// Throws Error, naming the file, for one that can't be read, and for a network that isn't a chain
/// of layers (an ensemble).
std::shared_ptr<const Model> initial_model(const Job& job);

/// Its layers before the output layer, as text of `network`. A first layer that puts channels first
/// is left out: the images and signals of a job have them so.
std::string hidden_text(const Model& initial);

/// Gives a model the weights of the initial one: all parameters and state of the same layer (by its
/// place among those of its kind, as names of a file of another system may be others) and shape,
/// but those of the output layer, which is for another target. Says what was copied.
CopiedWeights start_from(const Model& initial, Model& model);

/// Tells what a network takes over from the initial model. Throws Error where that is nothing,
/// where a frozen parameter has its first random values, and for `freeze` that names nothing or
/// all.
void check_transfer(const Job& job, const nn::Network& network, const Model* initial,
                    const Listener& listener);

}  // namespace ganglion::train

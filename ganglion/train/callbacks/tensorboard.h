#pragma once
#include <memory>
#include <string>

#include "ganglion/io/tensorboard/events.h"
#include "ganglion/train/callback.h"

namespace ganglion::train {

/// Writes training for TensorBoard (`tensorboard --logdir FOLDER`) to a file of the folder, which
/// is made if need be; complete after each epoch. A step is an epoch. Curves: "loss/train",
/// "loss/validation", likewise each metric, "learning_rate" and "seconds"; a histogram of each
/// weight, and in the epochs 1, 2, 4, 8, … and the last a picture of it; the network as graph and
/// as text; hyperparameters. Each call of fit writes a file of its own. One that resumes goes on
/// where the checkpoint was; any other one takes the place of what the folder showed before. Throws
/// Error naming the path if it can't be written.
struct TensorBoard {
  std::string folder;
  /// What the page of hyperparameters shows of this run; empty: it has none.
  io::tensorboard::HyperParameters hyper_parameters = {};
  bool histograms = true;  ///< and pictures

  std::shared_ptr<Callback> make() const;
};

}  // namespace ganglion::train

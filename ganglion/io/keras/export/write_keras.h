#pragma once
#include <string>

#include "ganglion/io/model_file.h"

namespace ganglion::io {

/// The network of a model as a file that Keras loads (in bytes), the weights included: what
/// Model::predict computes of features. Layers get Keras' names and settings; where Keras wants
/// channels last, a Permute stands in front and behind, so that inputs and outputs stay in the
/// order of axes that the network has. Predictions are probabilities where the loss works on
/// logits; scaled targets stay scaled. A chain of layers becomes a Sequential, another network a
/// functional model; frozen layers are not trainable, penalties of kernels are kept. Not kept are
/// columns, classes and the optimizer. The same model gives the same bytes. Before they are
/// returned, the bytes are read again and compared with the network on some rows. Throws Error
/// naming a layer or setting that Keras lacks.
///
/// `.keras` of Keras 3:
std::string to_keras(const SavedModel& model);
/// `.h5` of Keras 2, which Keras 3 reads, too:
std::string to_keras_h5(const SavedModel& model);

}  // namespace ganglion::io

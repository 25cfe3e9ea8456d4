#pragma once
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// The weights of a network, in its flat buffers.
struct KerasWeights {
  Tensor parameters = {};
  Tensor state = {};
};

/// Whether bytes are an HDF5 file of weights alone, that doesn't say of what model. `source` begins
/// messages; throws Error for damage.
bool holds_keras_weights_only(std::string bytes, const std::string& source);

/// Reads a file of Keras' weights alone for a network whose layers are those of the model that was
/// saved: `.weights.h5` of Keras 2.12 to 3, `.h5` of save_weights() before. As Keras does, it takes
/// layers in their order, whatever they are called. Which of our layers are which of Keras,
/// write_keras.h says. `source` begins messages. Throws Error for damage, for other numbers or
/// shapes of weights than the network has, and where the network flattens channels first, as Keras
/// has them last.
KerasWeights keras_weights_for(const nn::Network& network, std::string bytes,
                               const std::string& source);

}  // namespace ganglion::io

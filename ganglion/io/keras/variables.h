#pragma once
#include <string>
#include <vector>

#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// A weight of a layer, as Keras calls it.
struct KerasVariable {
  std::string name;  ///< "kernel"
  bool trainable = true;
};

/// The weights of a layer in Keras' order; empty for classes that have none, or aren't known.
std::vector<KerasVariable> keras_variables(const KerasLayer& layer);

}  // namespace ganglion::io

#pragma once
#include <string>
#include <vector>

#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// A weight of a layer, as Keras calls it.
struct KerasVariable {
  std::string name;  ///< "kernel"
  bool trainable = true;
  /// The group within the layer's that `.keras` files keep it in: "forward_layer/cell"; empty:
  /// none.
  std::string place = {};
  /// Only files that list the weights of a layer have it: what a wrapper keeps for training.
  bool only_listed = false;
};

/// The weights of a layer in Keras' order; empty for classes that have none, or aren't known.
std::vector<KerasVariable> keras_variables(const KerasLayer& layer);

}  // namespace ganglion::io

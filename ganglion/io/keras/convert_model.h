#pragma once
#include <string>
#include <vector>

#include "ganglion/io/keras/conversion.h"

namespace ganglion::io {

/// Makes a network of a Keras model whose layers have their weights. Throws Error naming the layer
/// that can't be imported exactly.
std::vector<Placed> convert_model(Conversion& to, const KerasModel& model);

}  // namespace ganglion::io

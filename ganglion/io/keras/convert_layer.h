#pragma once
#include "ganglion/io/keras/step.h"

namespace ganglion::io {

/// Makes layers of ours of one call of a layer. Throws Error naming the layer for what can't be
/// imported exactly.
Placed convert_layer(Conversion& to, const KerasLayer& layer, std::vector<Placed> inputs,
                     const KerasCall& call);

/// The classes of layers that can be converted: "Dense", …
std::vector<std::string> keras_classes();

}  // namespace ganglion::io

#pragma once
#include <string>

#include "ganglion/io/keras/class_map.h"
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Reads `config.json` or the attribute `model_config`; `version` is the Keras that wrote it.
/// Throws Error naming the layer for classes of one's own, Lambda, and descriptions that aren't
/// Keras'. `classes`: those of one's own that are taken for classes of Keras.
KerasModel keras_model_of(const Json& description, const std::string& version,
                          const KerasClassMap& classes = {});

}  // namespace ganglion::io

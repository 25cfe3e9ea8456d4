#pragma once
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// How versions of Keras describe a model.
enum class KerasDialect : std::uint8_t {
  keras_2,  ///< in .h5; read by TensorFlow's Keras 2 and by Keras 3
  keras_3   ///< in .keras
};

/// The description of a model that is to be written: what `config.json` or `model_config` holds.
Json keras_json(const KerasModel& model, KerasDialect dialect);

}  // namespace ganglion::io

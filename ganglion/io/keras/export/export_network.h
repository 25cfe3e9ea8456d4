#pragma once
#include "ganglion/io/keras/export/keras_builder.h"
#include "ganglion/io/keras/export/keras_json.h"
#include "ganglion/io/model_file.h"

namespace ganglion::io {

/// The network of a model as a model of Keras, weights included. What it predicts are probabilities
/// where the loss works on logits: an activation is put behind. Throws Error naming a layer that
/// Keras lacks.
KerasNetwork keras_network_for(const SavedModel& model, KerasDialect dialect);

}  // namespace ganglion::io

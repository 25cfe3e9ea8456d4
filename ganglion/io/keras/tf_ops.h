#pragma once
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Makes of a TFOpLambda, which is how Keras 2 keeps x + y and 2 * x in a functional model, the
/// function of keras.ops that Keras 3 has for it, with its calls (`nodes`, null if there are none).
/// Throws Error for other operations of TensorFlow.
void rename_tf_op(KerasLayer& layer, const Json* nodes);

}  // namespace ganglion::io

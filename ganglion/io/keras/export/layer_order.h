#pragma once
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Puts the layers of a functional model in the order that Keras itself has them in, whatever order
/// a file lists them in: by their distance from the outputs, and where that is equal as a walk back
/// from the outputs meets them. Keras finds weights in a file by that order, not by name.
void order_as_keras_does(KerasModel& model);

}  // namespace ganglion::io

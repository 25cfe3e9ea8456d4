#pragma once
#include "ganglion/io/keras/archive.h"
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Gives each layer of the model its weights, in the order of keras_variables(). Throws Error
/// naming the layer whose weights are missing, are more than it has, or are other ones.
void load_keras_weights(KerasArchive& archive, KerasModel& model);

/// The name under which `.keras` files keep layers of a class: "PReLU" is "p_re_lu".
std::string snake_case(const std::string& class_name);

}  // namespace ganglion::io

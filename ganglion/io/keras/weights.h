#pragma once
#include "ganglion/io/keras/archive.h"
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Gives each layer of the model its weights, in the order of keras_variables(). Throws Error
/// naming the layer whose weights are missing, are more than it has, or are other ones.
void load_keras_weights(KerasArchive& archive, KerasModel& model);

/// Names of the groups of a file that hold weights; those of named groups in the order of layers.
std::vector<std::string> keras_layers_with_weights(KerasArchive& archive);

/// The name under which `.keras` files keep layers of a class: "PReLU" is "p_re_lu".
std::string snake_case(const std::string& class_name);

}  // namespace ganglion::io

#pragma once
#include <string>
#include <string_view>

#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {

/// Gives the settings of a layer that Keras 1 wrote the names, and the layer the class, that Keras
/// 2 and 3 have for them: output_dim of Dense is units. Throws Error for what has no counterpart.
void rename_keras_1(KerasLayer& layer);

/// A class without the package that it is registered under: "mine>MyDense" is MyDense.
std::string plain_class(std::string_view class_name);

}  // namespace ganglion::io

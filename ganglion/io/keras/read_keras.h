#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/io/keras/class_map.h"
#include "ganglion/io/model_file.h"

namespace ganglion::io {

/// A model out of a file of another system.
struct KerasImport {
  SavedModel model;
  std::string version = {};  ///< of the Keras that wrote it; may be empty
  /// What the import doesn't keep, a sentence each.
  std::vector<std::string> notes = {};
};

/// Reads a model that Keras saved: `.keras` of 3.x and of 2.12 to 2.15, `.h5` of 1.x, 2.x and 3.x,
/// Sequential or functional, with models inside one another, shared layers, several inputs and
/// outputs. It becomes a network of layers of this library, with the weights of the file, that can
/// be trained on and saved. Inputs and outputs stay in the order of axes that the file has (images
/// [height, width, channels]): where layers want channels first, a permute is put in front and
/// behind. docs/formats/keras.md lists the layers.
///
/// Nothing in the file is trusted or run: any bytes give a model that computes what Keras does, up
/// to rounding, or an Error that begins with the path and names the place: the byte, the layer, the
/// setting. Refused are layers and settings that aren't known exactly, Lambda layers and classes of
/// one's own, but for those that `classes` takes for classes of Keras. An entry of `classes` that
/// no layer is of is an Error.
KerasImport read_keras(const std::string& path, const KerasClassMap& classes = {});

/// The same from memory; `name` stands for the path in errors.
KerasImport keras_from_bytes(std::string bytes, const std::string& name,
                             const KerasClassMap& classes = {});

/// Whether bytes are a file for read_keras(): HDF5, or a zip archive with a config.json.
bool is_keras_file(std::string_view bytes);

}  // namespace ganglion::io

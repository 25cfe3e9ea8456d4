#pragma once
#include <string>
#include <string_view>

#include "ganglion/io/hdf5/hdf5_file.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// Where a file keeps the weights of a layer.
enum class KerasStore : std::uint8_t {
  layers,        ///< .keras of Keras 3: "layers/dense_1/vars/0"
  dependencies,  ///< .keras of Keras 2.12 to 2.15: "_layer_checkpoint_dependencies/dense_1/vars/0"
  by_name        ///< .h5: groups named as the layers, with a list of their weights
};

/// A file of Keras, opened.
struct KerasArchive {
  Json description;     ///< what the model is
  std::string version;  ///< of the Keras that wrote it; may be empty
  std::string backend;  ///< "tensorflow"; empty where the file doesn't tell it
  KerasStore store = KerasStore::layers;
  Hdf5File weights;
};

/// Whether the bytes are a zip archive with a `config.json` and weights, as `.keras` files are; or
/// an HDF5 file.
bool is_keras_archive(std::string_view bytes);

/// Opens `.keras` and `.h5` files from memory. Throws Error beginning with `source` for damage, for
/// a file of weights alone, and for what is no file of Keras.
KerasArchive open_keras(std::string bytes, const std::string& source);

/// Whether the bytes are an HDF5 file without a description of a model. Throws Error for damage.
bool holds_weights_only(std::string bytes, const std::string& source);

/// Opens such a file: `.weights.h5`, or `.h5` of save_weights(). Throws Error for damage.
KerasArchive open_keras_weights(std::string bytes, const std::string& source);

}  // namespace ganglion::io

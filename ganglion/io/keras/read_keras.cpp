#include "ganglion/io/keras/read_keras.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/keras/archive.h"
#include "ganglion/io/keras/convert_model.h"
#include "ganglion/io/keras/parse_model.h"
#include "ganglion/io/keras/weights.h"

namespace ganglion::io {
namespace {

bool has_convolution(const KerasModel& model) {
  return std::any_of(model.layers.begin(), model.layers.end(), [](const KerasLayer& layer) {
    return layer.model != nullptr ? has_convolution(*layer.model)
                                  : layer.class_name.find("Conv") != std::string::npos;
  });
}

bool has_own_class(const KerasModel& model, const std::string& name) {
  return std::ranges::any_of(model.layers, [&](const KerasLayer& layer) {
    return layer.own_class == name || (layer.model != nullptr && has_own_class(*layer.model, name));
  });
}

KerasImport imported(KerasArchive archive, const KerasClassMap& classes) {
  KerasModel description = keras_model_of(archive.description, archive.version, classes);
  for (const auto& [own, keras] : classes) {
    if (has_own_class(description, own)) continue;
    throw Error(fmt::format("{}: the model has no layer of the class {}",
                            setting("map", own + "=" + keras), own));
  }
  if (archive.backend == "theano" && has_convolution(description)) {
    throw Error(
        "written by Keras on Theano, which turned the kernels of convolutions round; load "
        "the model on TensorFlow, and save it again");
  }
  load_keras_weights(archive, description);
  Conversion conversion(archive.version);
  const std::vector<Placed> outputs = convert_model(conversion, description);
  nn::Network network = conversion.network(outputs);
  Tensor parameters = conversion.buffer(network, false);
  Tensor state = conversion.buffer(network, true);
  return {.model = {.network = std::move(network),
                    .parameters = std::move(parameters),
                    .state = std::move(state)},
          .version = archive.version,
          .notes = {conversion.notes().begin(), conversion.notes().end()}};
}

}  // namespace

KerasImport read_keras(const std::string& path, const KerasClassMap& classes) {
  return keras_from_bytes(read_regular_file(path), path, classes);
}

KerasImport keras_from_bytes(std::string bytes, const std::string& name,
                             const KerasClassMap& classes) {
  try {
    return imported(open_keras(std::move(bytes), name), classes);
  } catch (const Error& error) {
    const std::string text = error.what();
    if (text.starts_with(name)) throw;
    throw Error(fmt::format("{}: {}", name, text), error.remedy());
  }
}

bool is_keras_file(std::string_view bytes) {
  return is_keras_archive(bytes);
}

}  // namespace ganglion::io

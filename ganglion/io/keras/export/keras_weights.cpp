#include "ganglion/io/keras/export/keras_weights.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/archive.h"
#include "ganglion/io/keras/conversion.h"
#include "ganglion/io/keras/export/export_network.h"
#include "ganglion/io/keras/variables.h"
#include "ganglion/io/keras/weights.h"
#include "ganglion/nn/parameters.h"

namespace ganglion::io {
namespace {

/// A network as text has channels first, a model of Keras last: where that changes the order of the
/// weights behind, a user must say which it is.
void check_flattened_order(const KerasModel& model) {
  for (const KerasLayer& layer : model.layers) {
    if (layer.class_name != "Flatten" && layer.class_name != "Reshape") continue;
    for (const KerasCall& call : layer.calls) {
      if (call.inputs.front().layer.find("_channels_first_") == std::string::npos) continue;
      throw Error(
          fmt::format("layer {}: it reads channels first, and Keras channels last, so that the "
                      "weights behind it are in another order; put \"permute 2x3x1\" in front of "
                      "it (for signals \"permute 2x1\")",
                      layer.name));
    }
  }
}

/// Looks whether file and network have as many layers with weights. Those that a file has by name,
/// Keras takes in their order: the layers of the model get the names in the file.
void match_layers(KerasArchive& archive, KerasModel& model) {
  const std::vector<std::string> names = keras_layers_with_weights(archive);
  std::vector<KerasLayer*> layers;
  for (KerasLayer& layer : model.layers) {
    if (!keras_variables(layer).empty()) layers.push_back(&layer);
  }
  if (names.size() != layers.size()) {
    throw Error(fmt::format("the file has weights for {} layers, the network has {} with weights",
                            names.size(), layers.size()));
  }
  if (archive.store != KerasStore::by_name) return;
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i]->name = names[i];
}

/// The axes that undo others.
std::vector<int> inverse(const std::vector<int>& axes) {
  std::vector<int> back(axes.size());
  for (std::size_t i = 0; i < axes.size(); ++i) {
    back[static_cast<std::size_t>(axes[i])] = static_cast<int>(i);
  }
  return back;
}

/// A weight of the file as the network has it; `example` is one that fits.
Tensor as_parameter(const Tensor& weight, const Tensor& example, const KerasWeightSource& source,
                    const Shape& shape) {
  if (weight.shape() != example.shape()) {
    throw Error(fmt::format("{}: the file has shape {}, as Keras has its axes, where {} is needed",
                            source.path, weight.shape().to_string(), example.shape().to_string()));
  }
  Tensor values = weight.cast(DType::f32);
  for (const float value : values.values<float>()) {
    if (!std::isfinite(value)) {
      throw Error(fmt::format("{}: a value is not a finite number", source.path));
    }
  }
  if (!source.axes.empty()) values = with_axes(values, inverse(source.axes));
  return std::move(values).reshaped(shape);
}

KerasWeights fitted_weights(const nn::Network& network, KerasArchive archive) {
  const nn::ParameterLayout& layout = network.layout();
  const SavedModel drawn{.network = network,
                         .parameters = nn::initial_parameters(layout, 1),
                         .state = nn::initial_state(layout, 1)};
  const KerasNetwork keras = keras_network_for(drawn, KerasDialect::keras_3);
  check_flattened_order(keras.model);
  KerasModel loaded = keras.model;
  for (KerasLayer& layer : loaded.layers) {
    layer.weights.clear();
    if (layer.class_name != "Normalization") continue;
    throw Error(
        fmt::format("layer {}: a normalization can't be read from weights alone", layer.name));
  }
  match_layers(archive, loaded);
  load_keras_weights(archive, loaded);
  KerasWeights result{.parameters = Tensor(Shape{layout.size}),
                      .state = Tensor(Shape{layout.state_size})};
  for (std::size_t i = 0; i < loaded.layers.size(); ++i) {
    const KerasLayer& described = keras.model.layers[i];
    for (std::size_t k = 0; k < described.weights.size(); ++k) {
      const KerasWeightSource& source = keras.sources.at(described.name)[k];
      const nn::ParameterSpec& spec = *layout.find(source.path);
      nn::set_parameter(
          spec.trainable ? result.parameters : result.state, spec,
          as_parameter(loaded.layers[i].weights.at(k), described.weights[k], source, spec.shape));
    }
  }
  return result;
}

}  // namespace

bool holds_keras_weights_only(std::string bytes, const std::string& source) {
  return holds_weights_only(std::move(bytes), source);
}

KerasWeights keras_weights_for(const nn::Network& network, std::string bytes,
                               const std::string& source) {
  try {
    return fitted_weights(network, open_keras_weights(std::move(bytes), source));
  } catch (const Error& error) {
    const std::string text = error.what();
    if (text.starts_with(source)) throw;
    throw Error(fmt::format("{}: {}", source, text), error.remedy());
  }
}

}  // namespace ganglion::io

#include "ganglion/io/keras/convert_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/keras/keras_names.h"
#include "ganglion/io/keras/masks.h"

namespace ganglion::io {
namespace {

std::array<std::span<const KerasConverter>, 6> layer_converters() {
  return {keras_core_converters(),    keras_activation_converters(), keras_spatial_converters(),
          keras_shaping_converters(), keras_merging_converters(),    keras_sequence_converters()};
}

const KerasConverter* converter_of(const KerasLayer& layer) {
  const auto find = [&](std::span<const KerasConverter> table) -> const KerasConverter* {
    for (const KerasConverter& entry : table) {
      if (entry.class_name == layer.class_name) return &entry;
    }
    return nullptr;
  };
  if (layer.is_op) {
    const KerasConverter* found = find(keras_op_converters());
    if (found == nullptr) found = find(keras_row_functions());
    return found != nullptr ? found : find(keras_mask_functions());
  }
  for (const auto& table : layer_converters()) {
    if (const KerasConverter* found = find(table)) return found;
  }
  return nullptr;
}

/// Notes a type that the layer computes in, where it isn't ours.
void check_type(Conversion& to, LayerConfig& config) {
  const Json* dtype = config.find("dtype");
  if (dtype == nullptr) return;
  const Json* settings = dtype->find("config");
  const Json* name = settings == nullptr ? dtype : settings->find("name");
  if (name == nullptr || !name->is_string()) config.refuse("its dtype can't be read");
  const std::string& type = name->as_string();
  if (type.starts_with("int") && type.find("_from_") != type.npos) {
    config.refuse(fmt::format("it is quantised ({}); import the model from before that", type));
  }
  if (type.find("float16") != type.npos || type.find("float8") != type.npos) {
    to.note(fmt::format("computed in float32, where the file says {}", type));
  }
}

/// Layers of Keras that aren't read: none of one's own, which might compute what a known one does.
constexpr std::string_view kUnread[] = {"AdaptiveAveragePooling2D",
                                        "AdaptiveMaxPooling2D",
                                        "AdditiveAttention",
                                        "Attention",
                                        "AveragePooling3D",
                                        "CategoryEncoding",
                                        "CenterCrop",
                                        "Conv3D",
                                        "Conv3DTranspose",
                                        "ConvLSTM1D",
                                        "ConvLSTM2D",
                                        "ConvLSTM3D",
                                        "Cropping3D",
                                        "Discretization",
                                        "Dot",
                                        "GlobalAveragePooling3D",
                                        "GlobalMaxPooling3D",
                                        "GroupQueryAttention",
                                        "HashedCrossing",
                                        "Hashing",
                                        "IntegerLookup",
                                        "LayerScale",
                                        "LocallyConnected1D",
                                        "LocallyConnected2D",
                                        "MaxPooling3D",
                                        "MelSpectrogram",
                                        "RMSNormalization",
                                        "RNN",
                                        "RandomCrop",
                                        "Resizing",
                                        "StackedRNNCells",
                                        "StringLookup",
                                        "TFOpLambda",
                                        "TensorFlowOpLayer",
                                        "TextVectorization",
                                        "UnitNormalization",
                                        "UpSampling3D",
                                        "ZeroPadding3D"};

std::string why_unread(const KerasLayer& layer) {
  if (layer.is_op) return "this function of keras.ops isn't available";
  const std::string name = plain_class(layer.class_name);
  if (std::ranges::find(kUnread, name) != std::end(kUnread)) {
    return "layers of this class aren't available; build the model without it, and save it again";
  }
  return fmt::format(
      "layers of this class aren't available; if it is one of your own that computes what one of "
      "Keras' does, name that at import: {}",
      setting("map", name + "=dense"));
}

}  // namespace

Placed convert_layer(Conversion& to, const KerasLayer& layer, std::vector<Placed> inputs,
                     const KerasCall& call) {
  KerasStep step{to, LayerConfig(layer), std::move(inputs), &call.arguments, call.causal};
  const KerasConverter* converter = converter_of(layer);
  if (converter == nullptr) {
    step.config.refuse(why_unread(layer));
  }
  if (step.inputs.empty()) step.config.refuse("it is called with nothing");
  if (converter->masks != Masks::made) check_numbers(layer, step.inputs);
  const bool merges =
      layer.is_op || layer.class_name == "MultiHeadAttention" ||
      std::any_of(keras_merging_converters().begin(), keras_merging_converters().end(),
                  [&](const KerasConverter& entry) { return &entry == converter; });
  if (!merges && step.inputs.size() > 1) step.config.refuse("it is called with several tensors");
  for (const Json& argument : call.arguments) {
    if (argument.is_null() || layer.is_op) continue;
    step.config.refuse(fmt::format("it is called with {}", argument.dump().substr(0, 60)));
  }
  check_type(to, step.config);
  to.count_call();
  const std::optional<nn::Symbol> mask = mask_behind(step, converter->masks);
  try {
    Placed result = converter->convert(step);
    step.config.check_all_read();
    const bool sees_to_it = converter->masks == Masks::used || converter->masks == Masks::made;
    if (!sees_to_it) result.mask = mask;
    return result;
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with("layer ")) throw;
    step.config.refuse(error.what());
  }
}

std::vector<std::string> keras_classes() {
  std::vector<std::string> classes;
  for (const auto& table : layer_converters()) {
    for (const KerasConverter& entry : table) classes.emplace_back(entry.class_name);
  }
  return classes;
}

}  // namespace ganglion::io

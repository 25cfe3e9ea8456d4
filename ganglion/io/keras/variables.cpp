#include "ganglion/io/keras/variables.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ganglion::io {
namespace {

constexpr std::array<std::string_view, 5> kKernelAndBias = {"Dense", "Conv1D", "Conv2D",
                                                            "Conv1DTranspose", "Conv2DTranspose"};

bool flag(const KerasLayer& layer, std::string_view key, bool absent) {
  const Json* value = layer.config.find(key);
  return value != nullptr && value->is_bool() ? value->as_bool() : absent;
}

bool is_recurrent(std::string_view kind) {
  return kind == "LSTM" || kind == "GRU" || kind == "SimpleRNN";
}

/// Those of a recurrent layer lie in its cell.
std::vector<KerasVariable> recurrent_variables(const KerasLayer& layer, const std::string& place) {
  std::vector<KerasVariable> all = {{"kernel", true, place}, {"recurrent_kernel", true, place}};
  if (flag(layer, "use_bias", true)) all.push_back({"bias", true, place});
  return all;
}

std::vector<KerasVariable> bidirectional_variables(const KerasLayer& layer) {
  const Json* inner = layer.config.find("layer");
  const Json* config = inner == nullptr ? nullptr : inner->find("config");
  if (config == nullptr || !is_recurrent(text_or_empty(*inner, "class_name"))) return {};
  const KerasLayer wrapped{.name = layer.name, .class_name = {}, .config = *config};
  std::vector<KerasVariable> all = recurrent_variables(wrapped, "forward_layer/cell");
  for (KerasVariable& other : recurrent_variables(wrapped, "backward_layer/cell"))
    all.push_back(std::move(other));
  return all;
}

std::vector<KerasVariable> attention_variables(const KerasLayer& layer) {
  std::vector<KerasVariable> all;
  for (const char* part : {"query", "key", "value", "output"}) {
    const std::string place = std::string(part) + "_dense";
    all.push_back({"kernel", true, place});
    if (flag(layer, "use_bias", true)) all.push_back({"bias", true, place});
  }
  return all;
}

}  // namespace

std::vector<KerasVariable> keras_variables(const KerasLayer& layer) {
  const std::string_view kind = layer.class_name;
  std::vector<KerasVariable> all;
  const auto add = [&](const char* name, bool trainable = true) {
    all.push_back({name, trainable, layer.inner_place});
  };
  if (layer.is_op) return {};
  if (is_recurrent(kind)) return recurrent_variables(layer, "cell");
  if (kind == "MultiHeadAttention") return attention_variables(layer);
  if (kind == "Bidirectional") return bidirectional_variables(layer);
  if (std::find(kKernelAndBias.begin(), kKernelAndBias.end(), kind) != kKernelAndBias.end()) {
    add("kernel");
    if (flag(layer, "use_bias", true)) add("bias");
  } else if (kind.starts_with("DepthwiseConv")) {
    add("depthwise_kernel");
    if (flag(layer, "use_bias", true)) add("bias");
  } else if (kind.starts_with("SeparableConv")) {
    add("depthwise_kernel");
    add("pointwise_kernel");
    if (flag(layer, "use_bias", true)) add("bias");
  } else if (kind == "RMSNormalization") {
    add("scale");
  } else if (kind.ends_with("Normalization") && kind != "Normalization" &&
             kind != "UnitNormalization") {
    if (flag(layer, "scale", true)) add("gamma");
    if (flag(layer, "center", true)) add("beta");
    if (kind == "BatchNormalization") {
      add("moving_mean", false);
      add("moving_variance", false);
    }
  } else if (kind == "Normalization") {
    const Json* mean = layer.config.find("mean");
    if (mean != nullptr && !mean->is_null()) return {};  // constants among the settings
    add("mean", false);
    add("variance", false);
    add("count", false);
  } else if (kind == "Embedding") {
    add("embeddings");
  } else if (kind == "PReLU") {
    add("alpha");
  }
  if (layer.wrapper == "SpectralNormalization") {
    all.push_back({.name = "vector_u", .trainable = false, .place = {}, .only_listed = true});
  }
  return all;
}

}  // namespace ganglion::io

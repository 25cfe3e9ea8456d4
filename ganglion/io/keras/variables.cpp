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

}  // namespace

std::vector<KerasVariable> keras_variables(const KerasLayer& layer) {
  const std::string_view kind = layer.class_name;
  std::vector<KerasVariable> all;
  const auto add = [&](const char* name, bool trainable = true) {
    all.push_back({name, trainable});
  };
  if (layer.is_op) return {};
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
  return all;
}

}  // namespace ganglion::io

#include "ganglion/io/keras/keras_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

constexpr Name kLayerClasses[] = {{"Convolution1D", "Conv1D"},
                                  {"Convolution2D", "Conv2D"},
                                  {"AtrousConvolution1D", "Conv1D"},
                                  {"AtrousConvolution2D", "Conv2D"},
                                  {"SeparableConvolution2D", "SeparableConv2D"},
                                  {"Deconvolution2D", "Conv2DTranspose"}};

constexpr Name kSettings[] = {{"nb_filter", "filters"},
                              {"subsample", "strides"},
                              {"subsample_length", "strides"},
                              {"filter_length", "kernel_size"},
                              {"border_mode", "padding"},
                              {"atrous_rate", "dilation_rate"},
                              {"bias", "use_bias"},
                              {"pool_length", "pool_size"},
                              {"init", "kernel_initializer"},
                              {"W_regularizer", "kernel_regularizer"},
                              {"b_regularizer", "bias_regularizer"},
                              {"W_constraint", "kernel_constraint"},
                              {"b_constraint", "bias_constraint"},
                              {"p", "rate"}};

std::string_view find(const auto& names, std::string_view old) {
  for (const auto& [before, now] : names) {
    if (before == old) return now;
  }
  return old;
}

void set(Json::Object& config, const std::string& key, Json value) {
  std::erase_if(config, [&](const auto& member) { return member.first == key; });
  config.emplace_back(key, std::move(value));
}

/// The merge of Keras 1 is several layers today.
void rename_merge(KerasLayer& layer, Json::Object& config) {
  const Json* mode = layer.config.find("mode");
  const std::string text = mode != nullptr && mode->is_string() ? mode->as_string() : "a function";
  constexpr Name kModes[] = {{"sum", "Add"},
                             {"mul", "Multiply"},
                             {"ave", "Average"},
                             {"max", "Maximum"},
                             {"concat", "Concatenate"}};
  const std::string_view now = find(kModes, text);
  if (now == text) {
    throw Error(fmt::format("layer {}: merging by {} can't be imported", layer.name, text));
  }
  layer.class_name = now;
  Json::Object kept = {};
  const Json* axis = layer.config.find("concat_axis");
  if (text == "concat" && axis != nullptr) kept.emplace_back("axis", *axis);
  config = std::move(kept);
}

}  // namespace

std::string plain_class(std::string_view class_name) {
  return std::string(class_name.substr(class_name.rfind('>') + 1));
}

void rename_keras_1(KerasLayer& layer) {
  Json::Object config;
  const std::string old_class = layer.class_name;
  for (const auto& [key, value] : layer.config.as_object()) {
    const bool is_unit_count = key == "output_dim" && old_class == "Dense";
    const bool is_stride = key == "stride" && old_class.find("Pooling1D") != old_class.npos;
    std::string now(is_unit_count ? "units" : is_stride ? "strides" : find(kSettings, key));
    if (now == "dim_ordering") {
      config.emplace_back("data_format", value == Json("th") ? "channels_first" : "channels_last");
    } else {
      config.emplace_back(std::move(now), value);
    }
  }
  if (old_class == "Merge") rename_merge(layer, config);
  layer.class_name = old_class == "Merge" ? layer.class_name : find(kLayerClasses, old_class);
  const Json* rows = layer.config.find("nb_row");
  const Json* columns = layer.config.find("nb_col");
  if (rows != nullptr && columns != nullptr) {
    set(config, "kernel_size", Json::Array{*rows, *columns});
    std::erase_if(config, [](const auto& member) {
      return member.first == "nb_row" || member.first == "nb_col";
    });
  }
  layer.config = std::move(config);
}

}  // namespace ganglion::io

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/dropout.h"
#include "ganglion/nn/layers/embedding.h"
#include "ganglion/nn/layers/group_normalization.h"
#include "ganglion/nn/layers/layer_normalization.h"
#include "ganglion/nn/layers/normalization.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/spatial_dropout.h"
#include "ganglion/nn/layers/step_mask.h"

namespace ganglion::io {
namespace {

/// A file of a few bytes can ask for one value to be repeated any number of times.
constexpr std::size_t kMostFeatures = std::size_t{1} << 24;

Placed convert_dense(KerasStep& step) {
  // Keras before 2 has these beside the shape of the input.
  step.config.ignore({"input_dim", "lora_rank", "lora_alpha"});
  step.config.expect("quantization_config", Json());
  if (step.config.find("lora_rank") != nullptr) step.config.refuse("it has adapters (LoRA)");
  nn::Dense dense{.units = step.config.integer("units", 0),
                  .activation = built_in_activation(step, UnitAxis::last),
                  .use_bias = step.config.flag("use_bias", true)};
  std::vector<Binding> bindings = {{"kernel", "kernel", {}}};
  if (dense.use_bias) bindings.push_back({"bias", "bias", {}});
  return apply_activation(step, UnitAxis::last, step.call("", dense, step.plain(), bindings));
}

/// The axis that a setting names, from 1 (the first behind the batch) on; 0 for none of x.
std::int64_t axis_of(KerasStep& step, int rank, std::int64_t absent) {
  const std::vector<std::int64_t> axes = step.config.integers("axis", {absent});
  if (axes.size() != 1) return 0;
  const std::int64_t axis = axes[0] < 0 ? axes[0] + rank + 1 : axes[0];
  return axis <= rank ? std::max<std::int64_t>(axis, 0) : 0;
}

std::vector<Binding> scale_and_center(bool scale, bool center) {
  std::vector<Binding> bindings;
  if (scale) bindings.push_back({"gamma", "gamma", {}});
  if (center) bindings.push_back({"beta", "beta", {}});
  return bindings;
}

Placed convert_batch_normalization(KerasStep& step) {
  step.config.expect("mode", Json(0));  // of Keras 1
  step.config.expect("renorm", Json(false));
  step.config.ignore({"fused", "gamma_init", "beta_init", "synchronized", "renorm_clipping",
                      "renorm_momentum", "virtual_batch_size"});
  Placed x = step.x();
  std::int64_t axis = axis_of(step, x.rank, -1);
  if (axis == 0) step.config.refuse("it normalises over an axis that can't be");
  if (x.channels_first && axis == x.rank) {
    axis = 1;
  } else {
    x = step.plain();
  }
  const nn::BatchNormalization norm{.momentum = step.config.number("momentum", 0.99),
                                    .epsilon = step.config.number("epsilon", 1e-3),
                                    .center = step.config.flag("center", true),
                                    .scale = step.config.flag("scale", true),
                                    .axis = axis};
  std::vector<Binding> bindings = scale_and_center(norm.scale, norm.center);
  bindings.push_back({"moving_mean", "moving_mean", {}});
  bindings.push_back({"moving_variance", "moving_variance", {}});
  return step.call("", norm, x, bindings);
}

Placed convert_layer_normalization(KerasStep& step) {
  step.config.expect("rms_scaling", Json(false));
  const Placed x = step.plain();
  if (axis_of(step, x.rank, -1) != x.rank) {
    step.config.refuse("it can only normalise over the last axis");
  }
  const nn::LayerNormalization norm{.epsilon = step.config.number("epsilon", 1e-3),
                                    .center = step.config.flag("center", true),
                                    .scale = step.config.flag("scale", true)};
  return step.call("", norm, x, scale_and_center(norm.scale, norm.center));
}

Placed convert_group_normalization(KerasStep& step) {
  const Placed x = step.to.channels_first(step.x(), step.layer());
  if (x.rank < 2 || axis_of(step, x.rank, -1) != x.rank) {
    step.config.refuse("it can only normalise images and signals with their channels last");
  }
  std::int64_t groups = step.config.integer("groups", 32);
  if (groups == -1) groups = step.to.shape_of(x)[0];
  const nn::GroupNormalization norm{.groups = groups,
                                    .epsilon = step.config.number("epsilon", 1e-3),
                                    .center = step.config.flag("center", true),
                                    .scale = step.config.flag("scale", true)};
  return step.call("", norm, x, scale_and_center(norm.scale, norm.center));
}

/// Numbers of a setting, nested or not, or of a weight.
std::vector<double> numbers(KerasStep& step, std::string_view key, std::size_t weight) {
  std::vector<double> result;
  if (const Json* json = step.config.find(key)) {
    const auto add = [&](const auto& self, const Json& value) -> void {
      if (!value.is_array()) return result.push_back(value.as_number());
      for (const Json& entry : value.as_array()) self(self, entry);
    };
    add(add, *json);
  } else if (weight < step.layer().weights.size()) {
    const Tensor values = step.layer().weights[weight].cast(DType::f64);
    result.assign(values.values<double>().begin(), values.values<double>().end());
  }
  return result;
}

Placed convert_normalization(KerasStep& step) {
  step.config.expect("invert", Json(false));
  const Placed x = step.plain();
  const Json* axis = step.layer().config.find("axis");
  const bool one = axis != nullptr && (axis->is_null() || *axis == Json(Json::Array{}));
  step.config.ignore({"axis"});
  if (!one && axis_of(step, x.rank, -1) != x.rank) {
    step.config.refuse("it can only normalise along the last axis");
  }
  nn::Normalization norm{.mean = numbers(step, "mean", 0),
                         .variance = numbers(step, "variance", 1)};
  const auto features = static_cast<std::size_t>(step.to.shape_of(x)[-1]);
  if (features > kMostFeatures) step.config.refuse("it normalises too many features");
  if (norm.mean.empty() || norm.variance.empty())
    step.config.refuse("it was never adapted to data");
  if (norm.mean.size() == 1) norm.mean.resize(features, norm.mean.front());
  if (norm.variance.size() == 1) norm.variance.resize(features, norm.variance.front());
  // Keras divides by the standard deviation, but by 1e-7 at least.
  for (double& variance : norm.variance) variance = std::max(variance, 1e-14);
  const Placed result = step.call("", norm, x);
  step.to.set(step.layer(), "mean", Tensor::of(Shape{std::ssize(norm.mean)}, norm.mean));
  step.to.set(step.layer(), "variance", Tensor::of(Shape{std::ssize(norm.mean)}, norm.variance));
  return result;
}

/// A number, or one for each feature.
std::vector<double> rescaling_setting(KerasStep& step, std::string_view key, double absent) {
  const Json* value = step.config.find(key);
  if (value == nullptr || !value->is_array()) return {step.config.number(key, absent)};
  return numbers(step, key, 0);
}

/// scale x + offset = (x - (-offset / scale)) / (1 / scale), feature by feature.
Placed rescaled_by_feature(KerasStep& step, std::vector<double> scale, std::vector<double> offset) {
  const Placed x = step.plain();
  const auto features = static_cast<std::size_t>(step.to.shape_of(x)[-1]);
  for (std::vector<double>* list : {&scale, &offset}) {
    if (list->size() == 1) list->resize(features, list->front());
    if (list->size() != features) step.config.refuse("its numbers don't fit the last axis");
  }
  nn::Normalization norm;
  for (std::size_t i = 0; i < features; ++i) {
    if (!(scale[i] > 0.0)) step.config.refuse("its scales by feature must lie above 0");
    norm.mean.push_back(-offset[i] / scale[i]);
    norm.variance.push_back(1.0 / (scale[i] * scale[i]));
  }
  const Placed result = step.call("", norm, x);
  step.to.set(step.layer(), "mean", Tensor::of(Shape{std::ssize(norm.mean)}, norm.mean));
  step.to.set(step.layer(), "variance", Tensor::of(Shape{std::ssize(norm.mean)}, norm.variance));
  return result;
}

Placed convert_rescaling(KerasStep& step) {
  const std::vector<double> scale = rescaling_setting(step, "scale", 1.0);
  const std::vector<double> offset = rescaling_setting(step, "offset", 0.0);
  if (scale.size() != 1 || offset.size() != 1) return rescaled_by_feature(step, scale, offset);
  return step.call("", nn::Rescaling{scale.front(), offset.front()}, step.x());
}

Placed convert_embedding(KerasStep& step) {
  step.config.ignore({"input_length", "dropout", "lora_rank", "lora_alpha", "init"});
  step.config.expect("quantization_config", Json());
  if (step.config.find("lora_rank") != nullptr) step.config.refuse("it has adapters (LoRA)");
  const nn::Embedding embedding{.input_dim = step.config.integer("input_dim", 0),
                                .output_dim = step.config.integer("output_dim", 0)};
  const Placed x = step.plain();
  Placed result = step.call("", embedding, x, {{"embeddings", "embeddings", {}}});
  ++result.rank;
  result.mask.reset();
  if (!step.config.flag("mask_zero", false)) return result;
  if (x.rank != 1) step.config.refuse("mask_zero can be imported for sequences [steps] only");
  result.mask = step.to.call(step.layer(), "mask", nn::StepMask{}, {x.symbol});
  return result;
}

double rate_of(KerasStep& step) {
  step.config.ignore({"seed", "noise_shape", "data_format", "dim_ordering"});
  return step.config.number("rate", 0.5);
}

Placed convert_dropout(KerasStep& step) {
  return step.call("", nn::Dropout{rate_of(step)}, step.x());
}

Placed convert_spatial_dropout(KerasStep& step) {
  const std::string order = step.config.text("data_format", "channels_last");
  const Placed x =
      order == "channels_first" ? step.plain() : step.to.channels_first(step.x(), step.layer());
  return step.call("", nn::SpatialDropout{rate_of(step)}, x);
}

/// Noise while training, nothing otherwise.
Placed leave_out(KerasStep& step) {
  step.config.ignore({"seed", "noise_shape", "stddev", "rate", "l1", "l2", "sigma"});
  step.to.note(fmt::format("layer {} ({}) acts in training only, and is left out",
                           in_quotes(step.layer().name), step.layer().class_name));
  return step.x();
}

/// Random changes of images while training, nothing otherwise; whatever they are set to.
Placed leave_out_changes(KerasStep& step) {
  for (const auto& member : step.layer().config.as_object()) step.config.ignore({member.first});
  return leave_out(step);
}

Placed pass_on(KerasStep& step) {
  return step.x();
}

constexpr KerasConverter kCoreConverters[] = {
    {"Dense", convert_dense, Masks::kept},
    {"BatchNormalization", convert_batch_normalization, Masks::kept},
    {"LayerNormalization", convert_layer_normalization, Masks::kept},
    {"GroupNormalization", convert_group_normalization},
    {"Normalization", convert_normalization},
    {"Rescaling", convert_rescaling},
    {"Embedding", convert_embedding, Masks::used},
    {"Dropout", convert_dropout, Masks::kept},
    {"SpatialDropout1D", convert_spatial_dropout, Masks::kept},
    {"SpatialDropout2D", convert_spatial_dropout},
    {"GaussianNoise", leave_out, Masks::kept},
    {"GaussianDropout", leave_out, Masks::kept},
    {"AlphaDropout", leave_out, Masks::kept},
    {"ActivityRegularization", leave_out, Masks::kept},
    {"RandomFlip", leave_out_changes},
    {"RandomRotation", leave_out_changes},
    {"RandomZoom", leave_out_changes},
    {"RandomTranslation", leave_out_changes},
    {"RandomContrast", leave_out_changes},
    {"RandomBrightness", leave_out_changes},
    {"RandomShear", leave_out_changes},
    {"RandomHue", leave_out_changes},
    {"RandomSaturation", leave_out_changes},
    {"RandomSharpness", leave_out_changes},
    {"RandomColorJitter", leave_out_changes},
    {"RandomGaussianBlur", leave_out_changes},
    {"RandomErasing", leave_out_changes},
    {"Identity", pass_on}};

}  // namespace

std::span<const KerasConverter> keras_core_converters() {
  return kCoreConverters;
}

}  // namespace ganglion::io

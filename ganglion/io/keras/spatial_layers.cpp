#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/nn/layers/conv.h"
#include "ganglion/nn/layers/conv_transpose.h"
#include "ganglion/nn/layers/depthwise_conv.h"
#include "ganglion/nn/layers/pooling.h"
#include "ganglion/nn/layers/reshape.h"
#include "ganglion/nn/layers/step_mask.h"

namespace ganglion::io {
namespace {

/// Runs `make` on the input with channels first, and gives its result in the order that Keras has,
/// once it is needed.
template <class Make>
Placed with_channels_first(KerasStep& step, int axes, Make make) {
  const std::string order = step.config.text("data_format", "channels_last");
  if (order != "channels_last" && order != "channels_first" && order != "default") {
    step.config.refuse(fmt::format("data_format = {} isn't known", in_quotes(order)));
  }
  if (step.x().rank != axes + 1) {
    step.config.refuse(fmt::format("its input has {} axes, not {}", step.x().rank, axes + 1));
  }
  const bool first = order == "channels_first";
  const Placed x = first ? step.plain() : step.to.channels_first(step.x(), step.layer());
  Placed result = make(x);
  result.channels_first = !first;
  return result;
}

/// The settings that all convolutions share.
template <class Conv>
Conv convolution(KerasStep& step) {
  Conv conv;
  conv.kernel_size = step.config.integers("kernel_size", {});
  conv.strides = step.config.integers("strides", {1});
  conv.padding = step.config.text("padding", "valid");
  if (conv.padding != "valid" && conv.padding != "same" && conv.padding != "causal") {
    step.config.refuse(fmt::format("padding = {} isn't known", in_quotes(conv.padding)));
  }
  conv.dilation = step.config.integers("dilation_rate", {1});
  conv.use_bias = step.config.flag("use_bias", true);
  conv.activation = built_in_activation(step, UnitAxis::first);
  // Old files have these beside the shape of the input.
  step.config.ignore({"input_dim", "input_length"});
  return conv;
}

Placed convolved(KerasStep& step, const Placed& x, const nn::Layer& layer, bool use_bias,
                 std::vector<Binding> bindings) {
  if (use_bias) bindings.push_back({"bias", "bias", {}});
  return step.call("", layer, x, bindings);
}

template <int Axes>
Placed convert_conv(KerasStep& step) {
  auto conv = convolution<nn::Conv<Axes>>(step);
  conv.filters = step.config.integer("filters", 0);
  conv.groups = step.config.integer("groups", 1);
  step.config.ignore({"lora_rank", "lora_alpha"});
  step.config.expect("quantization_config", Json());
  if (step.config.find("lora_rank") != nullptr) step.config.refuse("it has adapters (LoRA)");
  // Keras 1 has an axis of extent 1 in kernels for signals, too.
  const bool image = Axes == 2 || (!step.layer().weights.empty() &&
                                   step.layer().weights.front().shape().rank() == 4);
  const std::vector<int> axes = image ? std::vector{3, 2, 0, 1} : std::vector{2, 1, 0};
  return apply_activation(
      step, UnitAxis::first, with_channels_first(step, Axes, [&](const Placed& x) {
        return convolved(step, x, conv, conv.use_bias, {{"kernel", "kernel", axes}});
      }));
}

template <int Axes>
Placed convert_conv_transpose(KerasStep& step) {
  auto conv = convolution<nn::ConvTranspose<Axes>>(step);
  conv.filters = step.config.integer("filters", 0);
  conv.groups = step.config.integer("groups", 1);
  if (step.config.find("output_padding") != nullptr) {
    step.config.refuse("output_padding isn't available");
  }
  step.config.expect("output_shape", Json());
  // Kernels are [window…, filters, channels] here.
  const std::vector<int> axes = Axes == 1 ? std::vector{2, 1, 0} : std::vector{3, 2, 0, 1};
  return apply_activation(
      step, UnitAxis::first, with_channels_first(step, Axes, [&](const Placed& x) {
        return convolved(step, x, conv, conv.use_bias, {{"kernel", "kernel", axes}});
      }));
}

/// Of a setting that a convolution of a signal has once.
std::int64_t along_length(KerasStep& step, std::string_view key,
                          const std::vector<std::int64_t>& setting) {
  if (setting.size() != 1) step.config.refuse(fmt::format("{} must be one number", key));
  return setting.front();
}

/// Runs a layer for images on a signal [channels, length], as an image of height 1: what a setting
/// says of the length holds for the width.
template <class Conv>
Placed on_signal(KerasStep& step, const Placed& x, Conv conv, std::vector<Binding> bindings) {
  conv.kernel_size = {1, along_length(step, "kernel_size", conv.kernel_size)};
  const std::int64_t stride = along_length(step, "strides", conv.strides);
  conv.strides = {stride, stride};
  conv.dilation = {1, along_length(step, "dilation_rate", conv.dilation)};
  if (conv.padding == "causal") step.config.refuse("padding = causal isn't available here");
  const std::int64_t channels = step.to.shape_of(x)[0];
  const Placed image = step.call("image", nn::Reshape{{channels, 1, -1}}, x);
  const Placed result = convolved(step, image, conv, conv.use_bias, std::move(bindings));
  const std::int64_t filters = step.to.shape_of(result)[0];
  return step.call("signal", nn::Reshape{{filters, -1}}, result);
}

template <int Axes>
Placed convert_depthwise(KerasStep& step) {
  auto conv = convolution<nn::DepthwiseConv2D>(step);
  conv.depth_multiplier = step.config.integer("depth_multiplier", 1);
  // Files of some versions repeat settings of Conv2D that have no effect here.
  step.config.ignore({"groups", "filters"});
  return apply_activation(
      step, UnitAxis::first, with_channels_first(step, Axes, [&](const Placed& x) {
        if constexpr (Axes == 1) {
          return on_signal(step, x, conv, {{"depthwise_kernel", "kernel", {1, 2, 0}}});
        }
        return convolved(step, x, conv, conv.use_bias,
                         {{"depthwise_kernel", "kernel", {2, 3, 0, 1}}});
      }));
}

template <int Axes>
Placed convert_separable(KerasStep& step) {
  auto conv = convolution<nn::SeparableConv2D>(step);
  conv.filters = step.config.integer("filters", 0);
  conv.depth_multiplier = step.config.integer("depth_multiplier", 1);
  step.config.ignore({"groups"});
  return apply_activation(
      step, UnitAxis::first, with_channels_first(step, Axes, [&](const Placed& x) {
        if constexpr (Axes == 1) {
          return on_signal(step, x, conv,
                           {{"depthwise_kernel", "depthwise_kernel", {1, 2, 0}},
                            {"pointwise_kernel", "pointwise_kernel", {2, 1, 0}}});
        }
        return convolved(step, x, conv, conv.use_bias,
                         {{"depthwise_kernel", "depthwise_kernel", {2, 3, 0, 1}},
                          {"pointwise_kernel", "pointwise_kernel", {3, 2, 0, 1}}});
      }));
}

template <class Pool, int Axes>
Placed convert_pooling(KerasStep& step) {
  Pool pool;
  pool.pool_size = step.config.integers("pool_size", {2});
  pool.strides = step.config.integers("strides", {});
  pool.padding = step.config.text("padding", "valid");
  if (pool.padding != "valid" && pool.padding != "same") {
    step.config.refuse(fmt::format("padding = {} isn't known", in_quotes(pool.padding)));
  }
  return with_channels_first(step, Axes, [&](const Placed& x) { return step.call("", pool, x); });
}

template <class Pool, int Axes>
Placed convert_global_pooling(KerasStep& step) {
  const bool keeps = step.config.flag("keepdims", false);
  Placed result =
      with_channels_first(step, Axes, [&](const Placed& x) { return step.call("", Pool{}, x); });
  const bool last = result.channels_first;
  result.channels_first = false;
  result.rank = 1;
  if (!keeps) return result;
  std::vector<std::int64_t> target(Axes + 1, 1);
  (last ? target.back() : target.front()) = -1;
  result = step.call("keepdims", nn::Reshape{target}, result);
  result.rank = Axes + 1;
  return result;
}

/// The mean of the steps that a mask leaves, if there is one.
Placed convert_global_average(KerasStep& step) {
  if (!step.x().mask) return convert_global_pooling<nn::GlobalAveragePooling, 1>(step);
  if (step.config.flag("keepdims", false) ||
      step.config.text("data_format", "channels_last") != "channels_last") {
    step.config.refuse("with a mask it can be imported without keepdims, and with channels last");
  }
  const nn::Symbol mask = *step.x().mask;
  const std::vector<nn::Symbol> inputs{step.plain().symbol, mask};
  return {step.to.call(step.layer(), "", nn::MaskedAverage{}, inputs), 1};
}

constexpr KerasConverter kSpatialConverters[] = {
    {"Conv1D", convert_conv<1>, Masks::dropped},
    {"Conv2D", convert_conv<2>},
    {"Conv1DTranspose", convert_conv_transpose<1>},
    {"Conv2DTranspose", convert_conv_transpose<2>},
    {"DepthwiseConv1D", convert_depthwise<1>},
    {"DepthwiseConv2D", convert_depthwise<2>},
    {"SeparableConv1D", convert_separable<1>, Masks::dropped},
    {"SeparableConv2D", convert_separable<2>},
    {"MaxPooling1D", convert_pooling<nn::MaxPooling, 1>, Masks::dropped},
    {"MaxPooling2D", convert_pooling<nn::MaxPooling, 2>},
    {"AveragePooling1D", convert_pooling<nn::AveragePooling, 1>, Masks::dropped},
    {"AveragePooling2D", convert_pooling<nn::AveragePooling, 2>},
    {"GlobalMaxPooling1D", convert_global_pooling<nn::GlobalMaxPooling, 1>, Masks::dropped},
    {"GlobalMaxPooling2D", convert_global_pooling<nn::GlobalMaxPooling, 2>},
    {"GlobalAveragePooling1D", convert_global_average, Masks::used},
    {"GlobalAveragePooling2D", convert_global_pooling<nn::GlobalAveragePooling, 2>}};

}  // namespace

std::span<const KerasConverter> keras_spatial_converters() {
  return kSpatialConverters;
}

}  // namespace ganglion::io

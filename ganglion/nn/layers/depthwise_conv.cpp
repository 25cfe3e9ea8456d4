#include "ganglion/nn/layers/depthwise_conv.h"

#include <fmt/format.h>

#include "ganglion/graph/settings.h"
#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// The convolution channel by channel that both layers begin with.
template <class L>
Value depthwise(GraphBuilder& builder, const L& layer, Value x, std::string_view kernel_name) {
  check_spatial(builder, x, 2);
  const std::int64_t channels = x.shape()[1];
  if (layer.depth_multiplier < 1) {
    builder.refuse(fmt::format("depth_multiplier = {} must be at least 1", layer.depth_multiplier));
  }
  const WindowSettings window{per_axis(builder, "kernel_size", layer.kernel_size, x, 1),
                              per_axis(builder, "strides", layer.strides, x, 1),
                              per_axis(builder, "dilation", layer.dilation, x, 1)};
  const Pads pads = pads_of(builder, layer.padding, x, window);
  const Shape shape = with_extents({channels * layer.depth_multiplier, 1}, window.kernel);
  return ops::conv(x, builder.parameter(kernel_name, shape, layer.kernel_initializer),
                   {.strides = window.strides,
                    .dilations = window.dilations,
                    .pads_before = pads.before,
                    .pads_after = pads.after,
                    .groups = channels});
}

template <class L>
Attributes common_config(const L& layer) {
  return {{"kernel_size", layer.kernel_size},
          {"strides", layer.strides},
          {"padding", layer.padding},
          {"dilation", layer.dilation},
          {"depth_multiplier", layer.depth_multiplier},
          {"activation", std::string(name_of(layer.activation))},
          {"use_bias", layer.use_bias},
          {"kernel_initializer", to_string(layer.kernel_initializer)},
          {"bias_initializer", to_string(layer.bias_initializer)}};
}

template <class L>
L from_common(const Attributes& all) {
  L layer;
  layer.kernel_size = all.integers("kernel_size");
  layer.strides = all.integers("strides");
  layer.padding = all.text("padding");
  layer.dilation = all.integers("dilation");
  layer.depth_multiplier = all.integer("depth_multiplier");
  layer.activation = activation_of(all.text("activation"));
  layer.use_bias = all.flag("use_bias");
  layer.kernel_initializer = initializer_of(all.text("kernel_initializer"));
  layer.bias_initializer = initializer_of(all.text("bias_initializer"));
  return layer;
}

}  // namespace

Value DepthwiseConv2D::build(GraphBuilder& builder, Value x) const {
  const Value z = depthwise(builder, *this, x, "kernel");
  return finished(builder, z, use_bias, bias_initializer, activation);
}

Attributes DepthwiseConv2D::config() const {
  return common_config(*this);
}

DepthwiseConv2D DepthwiseConv2D::from_config(const Attributes& config) {
  return from_common<DepthwiseConv2D>(merged(kind, DepthwiseConv2D{}.config(), config));
}

Value SeparableConv2D::build(GraphBuilder& builder, Value x) const {
  if (filters < 1) builder.refuse(fmt::format("filters = {} must be at least 1", filters));
  const Value each = depthwise(builder, *this, x, "depthwise_kernel");
  const Value mixing =
      builder.parameter("pointwise_kernel", {filters, each.shape()[1], 1, 1}, kernel_initializer);
  return finished(builder, ops::conv(each, mixing), use_bias, bias_initializer, activation);
}

Attributes SeparableConv2D::config() const {
  Attributes all = common_config(*this);
  all.set("filters", filters);
  return all;
}

SeparableConv2D SeparableConv2D::from_config(const Attributes& config) {
  const Attributes all = merged(kind, SeparableConv2D{}.config(), config);
  auto layer = from_common<SeparableConv2D>(all);
  layer.filters = all.integer("filters");
  return layer;
}

}  // namespace ganglion::nn

#include "ganglion/nn/layers/depthwise_conv.h"

#include <fmt/format.h>

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
  double places = 1.0;
  for (const std::int64_t extent : window.kernel) places *= static_cast<double>(extent);
  const Fans fans{places * static_cast<double>(channels),
                  places * static_cast<double>(layer.depth_multiplier)};
  return ops::conv(x,
                   builder.parameter(kernel_name, shape, with_fans(layer.kernel_initializer, fans)),
                   {.strides = window.strides,
                    .dilations = window.dilations,
                    .pads_before = pads.before,
                    .pads_after = pads.after,
                    .groups = channels});
}

}  // namespace

Value DepthwiseConv2D::build(GraphBuilder& builder, Value x) const {
  const Value z = depthwise(builder, *this, x, "kernel");
  return finished(builder, z, use_bias, bias_initializer, activation);
}

Value SeparableConv2D::build(GraphBuilder& builder, Value x) const {
  if (filters < 1) builder.refuse(fmt::format("filters = {} must be at least 1", filters));
  const Value each = depthwise(builder, *this, x, "depthwise_kernel");
  const Value mixing =
      builder.parameter("pointwise_kernel", {filters, each.shape()[1], 1, 1}, kernel_initializer);
  return finished(builder, ops::conv(each, mixing), use_bias, bias_initializer, activation);
}

Symbol DepthwiseConv2D::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol SeparableConv2D::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

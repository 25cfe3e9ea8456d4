#include "ganglion/nn/layers/conv_transpose.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// Extents of the result, before anything is cut off.
std::vector<std::int64_t> spread_extents(std::string_view padding, Value x,
                                         const WindowSettings& window) {
  std::vector<std::int64_t> extents = spatial_extents(x.shape());
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    const std::int64_t stride = window.strides[axis];
    // As in Keras: steps wider than the window leave a gap behind the last one, too.
    const std::int64_t last =
        padding == "valid" ? std::max(window.reach(axis), stride) : window.reach(axis);
    extents[axis] =
        padding == "same" ? extents[axis] * stride : (extents[axis] - 1) * stride + last;
  }
  return extents;
}

}  // namespace

template <int Axes>
Value ConvTranspose<Axes>::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, Axes);
  check_filters(builder, x, filters, groups);
  const std::int64_t channels = x.shape()[1];
  if (padding == "causal") builder.refuse("padding = causal is not for transposed convolutions");
  const WindowSettings window{per_axis(builder, "kernel_size", kernel_size, x, 1),
                              per_axis(builder, "strides", strides, x, 1),
                              per_axis(builder, "dilation", dilation, x, 1)};
  std::vector<std::int64_t> extents = spread_extents(padding, x, window);
  const Pads pads = pads_over(builder, padding, extents, window);
  for (std::size_t axis = 0; padding != "same" && axis < extents.size(); ++axis) {
    extents[axis] -= pads.before[axis] + pads.after[axis];
    if (extents[axis] < 1) {
      builder.refuse(
          fmt::format("padding = {} leaves nothing of {}", padding, batch_shape_text(x.shape())));
    }
  }
  const Shape shape = with_extents({channels, filters / groups}, window.kernel);
  const Value kernel = builder.parameter("kernel", shape, kernel_initializer);
  const Value z = ops::conv_input_gradient(x, kernel, extents,
                                           {.strides = window.strides,
                                            .dilations = window.dilations,
                                            .pads_before = pads.before,
                                            .pads_after = pads.after,
                                            .groups = groups});
  return finished(builder, z, use_bias, bias_initializer, activation);
}

template <int Axes>
Symbol ConvTranspose<Axes>::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

template struct ConvTranspose<1>;
template struct ConvTranspose<2>;

}  // namespace ganglion::nn

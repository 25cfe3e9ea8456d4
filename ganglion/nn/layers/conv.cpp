#include "ganglion/nn/layers/conv.h"

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

template <int Axes>
Value Conv<Axes>::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, Axes);
  check_filters(builder, x, filters, groups);
  const std::int64_t channels = x.shape()[1];
  const WindowSettings window{per_axis(builder, "kernel_size", kernel_size, x, 1),
                              per_axis(builder, "strides", strides, x, 1),
                              per_axis(builder, "dilation", dilation, x, 1)};
  const Pads pads = pads_of(builder, padding, x, window);
  const Shape shape = with_extents({filters, channels / groups}, window.kernel);
  const Value kernel = builder.parameter("kernel", shape, kernel_initializer);
  add_penalty(builder, kernel, kernel_l1, kernel_l2);
  const Value z = ops::conv(x, kernel,
                            {.strides = window.strides,
                             .dilations = window.dilations,
                             .pads_before = pads.before,
                             .pads_after = pads.after,
                             .groups = groups});
  return finished(builder, z, use_bias, bias_initializer, activation);
}

template <int Axes>
Symbol Conv<Axes>::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

template struct Conv<1>;
template struct Conv<2>;

}  // namespace ganglion::nn

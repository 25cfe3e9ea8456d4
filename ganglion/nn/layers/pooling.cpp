#include "ganglion/nn/layers/pooling.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

template <class L>
ops::PoolOptions pool_options(const GraphBuilder& builder, const L& layer, Value x) {
  check_spatial(builder, x, 0);
  WindowSettings window;
  window.kernel = per_axis(builder, "pool_size", layer.pool_size, x, 1);
  window.strides =
      layer.strides.empty() ? window.kernel : per_axis(builder, "strides", layer.strides, x, 1);
  window.dilations.assign(window.kernel.size(), 1);
  if (layer.padding == "causal") builder.refuse("padding = causal is not for pooling");
  const Pads pads = pads_of(builder, layer.padding, x, window);
  for (std::size_t axis = 0; axis < window.kernel.size(); ++axis) {
    if (pads.before[axis] < window.kernel[axis] && pads.after[axis] < window.kernel[axis]) continue;
    builder.refuse(fmt::format("padding = {} must be smaller than pool_size = {}", layer.padding,
                               extents_text(window.kernel)));
  }
  return {.window = window.kernel,
          .strides = window.strides,
          .pads_before = pads.before,
          .pads_after = pads.after};
}

std::vector<int> spatial_axes(Value x) {
  return x.shape().rank() == 3 ? std::vector{2} : std::vector{2, 3};
}

}  // namespace

Value MaxPooling::build(GraphBuilder& builder, Value x) const {
  return ops::max_pool(x, pool_options(builder, *this, x));
}

Value AveragePooling::build(GraphBuilder& builder, Value x) const {
  return ops::avg_pool(x, pool_options(builder, *this, x));
}

Value GlobalAveragePooling::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  return ops::reduce_mean(x, spatial_axes(x));
}

Value GlobalMaxPooling::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  return ops::reduce_max(x, spatial_axes(x));
}

Symbol MaxPooling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol AveragePooling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol GlobalAveragePooling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol GlobalMaxPooling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

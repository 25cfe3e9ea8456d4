#include "ganglion/nn/layers/group_normalization.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value GroupNormalization::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, channels, …]");
  const Shape& shape = x.shape();
  const std::int64_t channels = shape[1];
  if (!(epsilon > 0.0)) builder.refuse(fmt::format("epsilon = {} must lie above 0", epsilon));
  if (groups < 1 || channels % groups != 0) {
    builder.refuse(fmt::format("groups = {} must divide the {} channels of {}", groups, channels,
                               batch_shape_text(shape)));
  }
  const Value grouped = ops::reshape(x, {shape[0], groups, shape.size() / (shape[0] * groups)});
  const Value centered = grouped - ops::reduce_mean(grouped, {-1}, true);
  const Value variance = ops::reduce_mean(ops::square(centered), {-1}, true);
  Value y = ops::reshape(centered / ops::sqrt(variance + epsilon), shape);
  if (scale) {
    y = y * per_channel(builder.parameter("gamma", {channels}, ones()), shape.rank());
  }
  if (center) {
    y = y + per_channel(builder.parameter("beta", {channels}, zeros()), shape.rank());
  }
  return y;
}

Symbol GroupNormalization::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

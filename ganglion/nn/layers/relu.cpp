#include "ganglion/nn/layers/relu.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value ReLU::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 1, "[None, …]");
  if (!(max_value >= 0.0)) {
    builder.refuse(fmt::format("max_value = {} must lie above 0, or be 0 for no limit", max_value));
  }
  if (threshold == 0.0 && max_value == 0.0) {
    return negative_slope == 0.0 ? ops::relu(x) : ops::leaky_relu(x, negative_slope);
  }
  const Value limit = ops::scalar_like(x, threshold);
  Value y = threshold == 0.0 ? ops::relu(x) : x * ops::greater(x, limit);
  if (max_value > 0.0) y = ops::minimum(ops::relu(y), ops::scalar_like(x, max_value));
  return negative_slope == 0.0 ? y : y - ops::relu(limit - x) * negative_slope;
}

Value ELU::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 1, "[None, …]");
  return ops::elu(x, alpha);
}

Value PReLU::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, features, …]");
  Shape shape = x.shape().without(0);
  for (const std::int64_t axis : shared_axes) {
    if (axis < 1 || axis > shape.rank()) {
      builder.refuse(fmt::format("shared_axes has {}, which is no axis of {} behind the batch",
                                 axis, batch_shape_text(x.shape())));
    }
    shape = shape.with(static_cast<int>(axis) - 1, 1);
  }
  const Value alpha = builder.parameter("alpha", shape, constant(0.0));
  return ops::relu(x) - alpha * ops::relu(ops::neg(x));
}

Symbol ReLU::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol ELU::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol PReLU::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

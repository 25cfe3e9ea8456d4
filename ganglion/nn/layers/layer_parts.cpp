#include "ganglion/nn/layers/layer_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value as_rows(Value x) {
  const Shape& shape = x.shape();
  if (shape.rank() == 2) return x;
  std::int64_t rows = 1;
  for (int axis = 0; axis + 1 < shape.rank(); ++axis) rows *= shape[axis];
  return ops::reshape(x, {rows, shape[-1]});
}

void add_penalty(GraphBuilder& builder, Value w, double l1, double l2) {
  if (!(l1 >= 0.0) || !(l2 >= 0.0)) {
    builder.refuse(fmt::format("penalties must not be negative: l1 = {}, l2 = {}", l1, l2));
  }
  if (!builder.first_penalty(w)) return;
  if (l1 > 0.0) builder.add_loss(ops::reduce_sum(ops::abs(w)) * l1);
  if (l2 > 0.0) builder.add_loss(ops::reduce_sum(ops::square(w)) * l2);
}

void check_floating(const GraphBuilder& builder, Value x, int rank, std::string_view wanted) {
  if (x.shape().rank() < rank) {
    builder.refuse(
        fmt::format("needs an input {}, got {}; give the Input a shape with another axis, or put a "
                    "Reshape in front",
                    wanted, batch_shape_text(x.shape())));
  }
  if (!is_floating(x.dtype())) {
    builder.refuse(
        fmt::format("needs floating numbers, got {} {}; put an Embedding in front, or "
                    "make the Input f32",
                    name_of(x.dtype()), batch_shape_text(x.shape())));
  }
}

void check_mask(const GraphBuilder& builder, Value x, Value mask) {
  const Shape wanted{x.shape()[0], x.shape()[1], 1};
  if (mask.shape() == wanted && mask.dtype() == x.dtype()) return;
  builder.refuse(fmt::format("needs a mask {} of the sequence {} (step_mask makes one), got {}",
                             batch_shape_text(wanted), batch_shape_text(x.shape()),
                             batch_shape_text(mask.shape())));
}

void check_joined(const GraphBuilder& builder, std::span<const Value> inputs) {
  if (inputs.size() < 2) {
    builder.refuse("joins at least two inputs, got " + shapes_text(inputs) +
                   "; call it with a list of symbols");
  }
  const bool alike = std::all_of(inputs.begin(), inputs.end(), [&](const Value& x) {
    return x.dtype() == inputs[0].dtype() && x.shape().rank() == inputs[0].shape().rank();
  });
  if (!alike) {
    builder.refuse("the inputs must have one type and the same number of axes, got " +
                   shapes_text(inputs) + "; put a Reshape or Flatten in front of one");
  }
}

Value join_elementwise(GraphBuilder& builder, std::span<const Value> inputs,
                       Value (*op)(Value, Value)) {
  check_joined(builder, inputs);
  Value result = inputs[0];
  for (const Value& next : inputs.subspan(1)) {
    if (!can_broadcast(result.shape(), next.shape())) {
      builder.refuse("the shapes don't match: " + shapes_text(inputs) +
                     "; extents must be equal or 1");
    }
    result = op(result, next);
  }
  return result;
}

std::string shapes_text(std::span<const Value> values) {
  std::string text;
  for (const Value& value : values) {
    text += (text.empty() ? "" : ", ") + batch_shape_text(value.shape());
  }
  return text;
}

}  // namespace ganglion::nn

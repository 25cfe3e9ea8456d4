#include "ganglion/nn/layers/step_mask.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value StepMask::build(GraphBuilder& builder, Value x) const {
  const int rank = x.shape().rank();
  if (rank != 2 && rank != 3) {
    builder.refuse(fmt::format("needs a sequence [None, steps, features] or [None, steps], not {}",
                               batch_shape_text(x.shape())));
  }
  if (!is_floating(x.dtype())) x = ops::cast(x, builder.dtype());
  const Value differs = 1.0 - ops::equal(x, ops::scalar_like(x, value));
  if (rank == 2) return ops::reshape(differs, {x.shape()[0], x.shape()[1], 1});
  return ops::reduce_max(differs, {2}, true);  // 1 where any does
}

Value MaskedAverage::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  if (inputs.size() != 2) builder.refuse("takes a sequence and its mask");
  check_floating(builder, inputs[0], 3, "[None, steps, features]");
  check_mask(builder, inputs[0], inputs[1]);
  return ops::reduce_sum(inputs[0] * inputs[1], {1}) / ops::reduce_sum(inputs[1], {1});
}

Symbol StepMask::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol MaskedAverage::operator()(const Symbol& x, const Symbol& mask) const {
  return Layer(*this)({x, mask});
}

}  // namespace ganglion::nn

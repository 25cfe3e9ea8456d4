#include "ganglion/nn/layers/dense.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Dense::build(GraphBuilder& builder, Value x) const {
  if (units < 1) {
    builder.refuse(fmt::format("units = {}; a dense layer needs at least 1 unit", units));
  }
  check_floating(builder, x, 2, "[None, …, features]");
  const Shape& shape = x.shape();
  const Value kernel = builder.parameter("kernel", {shape[-1], units}, kernel_initializer);
  add_penalty(builder, kernel, kernel_l1, kernel_l2);
  Value z = ops::matmul(as_rows(x), kernel);
  if (use_bias) z = z + builder.parameter("bias", {units}, bias_initializer);
  return ops::reshape(apply(activation, z), shape.with(-1, units));
}

Symbol Dense::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

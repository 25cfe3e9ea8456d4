#include "ganglion/nn/layers/layer_normalization.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value LayerNormalization::build(GraphBuilder& builder, Value x) const {
  check_floating(builder, x, 2, "[None, …, features]");
  if (!(epsilon > 0.0)) builder.refuse(fmt::format("epsilon = {} must lie above 0", epsilon));
  const std::int64_t features = x.shape()[-1];
  const Value mean = ops::reduce_mean(x, {-1}, true);
  const Value centered = x - mean;
  // By the mean its derivative is 0, as centered values add up to 0.
  const Value variance = ops::reduce_mean(ops::square(x - ops::stop_gradient(mean)), {-1}, true);
  Value y = centered / ops::sqrt(variance + epsilon);
  if (scale) y = y * builder.parameter("gamma", {features}, ones());
  if (center) y = y + builder.parameter("beta", {features}, zeros());
  return y;
}

Symbol LayerNormalization::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

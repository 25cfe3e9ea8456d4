#include "ganglion/optim/adam.h"

#include "ganglion/ops/ops.h"

namespace ganglion::optim {

Value Adam::update(UpdateContext& context) const {
  check_rate(kind, "beta_1", beta_1);
  check_rate(kind, "beta_2", beta_2);
  check_not_negative(kind, "epsilon", epsilon);
  const Value g = context.gradient;
  const Value m = context.slot("m");
  const Value v = context.slot("v");
  const Value next_m = m + (g - m) * (1 - beta_1);
  const Value next_v = v + (g * g - v) * (1 - beta_2);
  context.assign(m, next_m);
  context.assign(v, next_v);
  Value size = next_v;
  if (amsgrad) {
    const Value v_max = context.slot("v_max");
    size = ops::maximum(v_max, next_v);
    context.assign(v_max, size);
  }
  const Value rate = context.learning_rate * ops::sqrt(context.bias_correction(beta_2)) /
                     context.bias_correction(beta_1);
  return context.parameters - rate * next_m / (ops::sqrt(size) + epsilon);
}

}  // namespace ganglion::optim

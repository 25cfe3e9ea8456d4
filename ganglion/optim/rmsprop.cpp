#include "ganglion/optim/rmsprop.h"

#include "ganglion/ops/ops.h"

namespace ganglion::optim {

Value RMSprop::update(UpdateContext& context) const {
  check_rate(kind, "rho", rho);
  check_rate(kind, "momentum", momentum);
  check_not_negative(kind, "epsilon", epsilon);
  const Value g = context.gradient;
  const Value velocity = context.slot("velocity");
  const Value next = velocity * rho + g * g * (1 - rho);
  context.assign(velocity, next);
  Value size = next;
  if (centered) {
    const Value mean = context.slot("mean_gradient");
    const Value next_mean = mean * rho + g * (1 - rho);
    context.assign(mean, next_mean);
    // A variance: rounding must not take it below 0, where a root would be NaN.
    const Value variance = next - next_mean * next_mean;
    size = ops::maximum(variance, ops::scalar_like(variance, 0));
  }
  const Value descent = context.learning_rate * g / ops::sqrt(size + epsilon);
  if (momentum == 0) return context.parameters - descent;
  const Value run = context.slot("momentum");
  const Value next_run = run * momentum + descent;
  context.assign(run, next_run);
  return context.parameters - next_run;
}

}  // namespace ganglion::optim

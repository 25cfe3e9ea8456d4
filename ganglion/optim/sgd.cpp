#include "ganglion/optim/sgd.h"

#include "ganglion/ops/ops.h"

namespace ganglion::optim {

Value SGD::update(UpdateContext& context) const {
  check_rate(kind, "momentum", momentum);
  const Value descent = context.learning_rate * context.gradient;
  if (momentum == 0) return context.parameters - descent;
  const Value velocity = context.slot("velocity");
  const Value next = velocity * momentum - descent;
  context.assign(velocity, next);
  return context.parameters + (nesterov ? next * momentum - descent : next);
}

}  // namespace ganglion::optim

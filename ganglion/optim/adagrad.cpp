#include "ganglion/optim/adagrad.h"

#include "ganglion/ops/ops.h"

namespace ganglion::optim {

Value Adagrad::update(UpdateContext& context) const {
  check_not_negative(kind, "initial_accumulator_value", initial_accumulator_value);
  check_not_negative(kind, "epsilon", epsilon);
  const Value g = context.gradient;
  const Value accumulator = context.slot("accumulator", initial_accumulator_value);
  const Value next = accumulator + g * g;
  context.assign(accumulator, next);
  return context.parameters - context.learning_rate * g / ops::sqrt(next + epsilon);
}

}  // namespace ganglion::optim

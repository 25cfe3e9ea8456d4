#include "ganglion/optim/adagrad.h"

#include "ganglion/ops/ops.h"
#include "ganglion/optim/common_settings.h"

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

Attributes Adagrad::config() const {
  return with_common({{"learning_rate", learning_rate},
                      {"initial_accumulator_value", initial_accumulator_value},
                      {"epsilon", epsilon}},
                     *this);
}

Adagrad Adagrad::from_config(const Attributes& config) {
  const Attributes all = merged(kind, Adagrad{}.config(), config);
  return {.learning_rate = all.number("learning_rate"),
          .initial_accumulator_value = all.number("initial_accumulator_value"),
          .epsilon = all.number("epsilon"),
          .weight_decay = all.number("weight_decay"),
          .exclude_from_weight_decay = all.text("exclude_from_weight_decay"),
          .clip = clip_from(all)};
}

}  // namespace ganglion::optim

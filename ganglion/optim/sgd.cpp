#include "ganglion/optim/sgd.h"

#include "ganglion/ops/ops.h"
#include "ganglion/optim/common_settings.h"

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

Attributes SGD::config() const {
  return with_common(
      {{"learning_rate", learning_rate}, {"momentum", momentum}, {"nesterov", nesterov}}, *this);
}

SGD SGD::from_config(const Attributes& config) {
  const Attributes all = merged(kind, SGD{}.config(), config);
  return {.learning_rate = all.number("learning_rate"),
          .momentum = all.number("momentum"),
          .nesterov = all.flag("nesterov"),
          .weight_decay = all.number("weight_decay"),
          .exclude_from_weight_decay = all.text("exclude_from_weight_decay"),
          .clip = clip_from(all)};
}

}  // namespace ganglion::optim

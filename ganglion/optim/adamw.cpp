#include "ganglion/optim/adamw.h"

#include "ganglion/optim/adam.h"
#include "ganglion/optim/common_settings.h"

namespace ganglion::optim {

// Decay happens in append_update, so that the step itself is Adam's.
Value AdamW::update(UpdateContext& context) const {
  return Adam{.beta_1 = beta_1, .beta_2 = beta_2, .epsilon = epsilon, .amsgrad = amsgrad}.update(
      context);
}

Attributes AdamW::config() const {
  return with_common({{"learning_rate", learning_rate},
                      {"beta_1", beta_1},
                      {"beta_2", beta_2},
                      {"epsilon", epsilon},
                      {"amsgrad", amsgrad}},
                     *this);
}

AdamW AdamW::from_config(const Attributes& config) {
  const Attributes all = merged(kind, AdamW{}.config(), config);
  return {.learning_rate = all.number("learning_rate"),
          .beta_1 = all.number("beta_1"),
          .beta_2 = all.number("beta_2"),
          .epsilon = all.number("epsilon"),
          .amsgrad = all.flag("amsgrad"),
          .weight_decay = all.number("weight_decay"),
          .exclude_from_weight_decay = all.text("exclude_from_weight_decay"),
          .clip = clip_from(all)};
}

}  // namespace ganglion::optim

#include "ganglion/optim/adamw.h"

#include "ganglion/optim/adam.h"

namespace ganglion::optim {

// Decay happens in append_update, so that the step itself is Adam's.
Value AdamW::update(UpdateContext& context) const {
  return Adam{.beta_1 = beta_1, .beta_2 = beta_2, .epsilon = epsilon, .amsgrad = amsgrad}.update(
      context);
}

}  // namespace ganglion::optim

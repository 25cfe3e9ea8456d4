#pragma once
#include <string>
#include <string_view>

#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {

/// Adam (Kingma and Ba, arXiv:1412.6980, the efficient form before section 2.1, as in Keras):
/// m += (1 - beta_1)(g - m), v += (1 - beta_2)(g^2 - v),
/// w -= learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon).
/// With amsgrad (Reddi et al., arXiv:1904.09237) the largest v so far takes the place of v.
/// Slots: "m", "v", and "v_max" with amsgrad.
struct Adam {
  double learning_rate = 1e-3;
  double beta_1 = 0.9;    ///< in [0, 1)
  double beta_2 = 0.999;  ///< in [0, 1)
  double epsilon = 1e-7;
  bool amsgrad = false;
  double weight_decay = 0;  ///< w -= learning_rate * weight_decay * w, before the step
  std::string exclude_from_weight_decay = {};  ///< "bias gamma": paths with these don't decay
  Clip clip = {};

  static constexpr std::string_view kind = "adam";
  Value update(UpdateContext& context) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
    visit("beta_1", self.beta_1);
    visit("beta_2", self.beta_2);
    visit("epsilon", self.epsilon);
    visit("amsgrad", self.amsgrad);
    common_fields(self, visit);
  }
};

}  // namespace ganglion::optim

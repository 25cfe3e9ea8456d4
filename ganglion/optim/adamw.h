#pragma once
#include <string>
#include <string_view>

#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {

/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101), as in Keras: Adam
/// whose weight_decay is 0.004 by default. Slots as Adam's.
struct AdamW {
  double learning_rate = 1e-3;
  double beta_1 = 0.9;    ///< in [0, 1)
  double beta_2 = 0.999;  ///< in [0, 1)
  double epsilon = 1e-7;
  bool amsgrad = false;
  double weight_decay = 0.004;  ///< w -= learning_rate * weight_decay * w, before the step
  std::string exclude_from_weight_decay = {};  ///< "bias gamma": paths with these don't decay
  Clip clip = {};

  static constexpr std::string_view kind = "adamw";
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

#pragma once
#include <string>
#include <string_view>

#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {

/// RMSprop (Tieleman and Hinton, lecture 6.5, 2012) as Keras writes it: v = rho * v + (1 - rho)
/// g^2, then d = learning_rate * g / sqrt(v + epsilon) and w -= d, or with momentum u = momentum *
/// u + d and w -= u. Centered: the square of the moving mean of g is taken off v in the denominator
/// (Graves, arXiv:1308.0850). Slots: "velocity", "momentum" with momentum, "mean_gradient" when
/// centered.
struct RMSprop {
  double learning_rate = 1e-3;
  double rho = 0.9;     ///< in [0, 1)
  double momentum = 0;  ///< in [0, 1)
  double epsilon = 1e-7;
  bool centered = false;
  double weight_decay = 0;  ///< w -= learning_rate * weight_decay * w, before the step
  std::string exclude_from_weight_decay = {};  ///< "bias gamma": paths with these don't decay
  Clip clip = {};

  static constexpr std::string_view kind = "rmsprop";
  Value update(UpdateContext& context) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
    visit("rho", self.rho);
    visit("momentum", self.momentum);
    visit("epsilon", self.epsilon);
    visit("centered", self.centered);
    common_fields(self, visit);
  }
};

}  // namespace ganglion::optim

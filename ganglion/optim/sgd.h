#pragma once
#include <string>
#include <string_view>

#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {

/// Gradient descent, with momentum (Polyak, 1964) or Nesterov's accelerated form (Sutskever et al.,
/// 2013), as Keras writes them: v = momentum * v - learning_rate * g, then w += v, or for Nesterov
/// w += momentum * v - learning_rate * g. Slot: "velocity", with momentum only.
struct SGD {
  double learning_rate = 0.01;
  double momentum = 0;      ///< in [0, 1)
  bool nesterov = false;    ///< only matters with momentum
  double weight_decay = 0;  ///< w -= learning_rate * weight_decay * w, before the step
  std::string exclude_from_weight_decay = {};  ///< "bias gamma": paths with these don't decay
  Clip clip = {};

  static constexpr std::string_view kind = "sgd";
  Value update(UpdateContext& context) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
    visit("momentum", self.momentum);
    visit("nesterov", self.nesterov);
    common_fields(self, visit);
  }
};

}  // namespace ganglion::optim

#pragma once
#include <string>
#include <string_view>

#include "ganglion/optim/common_settings.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {

/// Adagrad (Duchi, Hazan and Singer, 2011) as Keras writes it: a += g^2, then
/// w -= learning_rate * g / sqrt(a + epsilon). Slot: "accumulator".
struct Adagrad {
  double learning_rate = 1e-3;
  double initial_accumulator_value = 0.1;  ///< >= 0
  double epsilon = 1e-7;
  double weight_decay = 0;  ///< w -= learning_rate * weight_decay * w, before the step
  std::string exclude_from_weight_decay = {};  ///< "bias gamma": paths with these don't decay
  Clip clip = {};

  static constexpr std::string_view kind = "adagrad";
  Value update(UpdateContext& context) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("learning_rate", self.learning_rate);
    visit("initial_accumulator_value", self.initial_accumulator_value);
    visit("epsilon", self.epsilon);
    common_fields(self, visit);
  }
};

}  // namespace ganglion::optim

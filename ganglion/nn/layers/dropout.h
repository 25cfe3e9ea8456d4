#pragma once
#include "ganglion/nn/layer.h"

namespace ganglion::nn {

/// While training, sets each element to zero with probability `rate` and multiplies the others by
/// 1 / (1 - rate); otherwise gives x. Srivastava et al. 2014. Which elements: fixed by the
/// builder's seed, the layer's path and the training step.
struct Dropout {
  double rate = 0.5;  ///< in [0, 1)

  static constexpr bool keeps_activation = true;
  static constexpr std::string_view kind = "dropout";
  Value build(GraphBuilder& builder, Value x) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("rate", self.rate);
  }
  Symbol operator()(const Symbol& x) const;
};

}  // namespace ganglion::nn

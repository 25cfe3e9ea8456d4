#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// Half the squared error where it is small, linear where it is large (Huber, 1964): e^2 / 2 for
/// |e| <= delta, else delta * (|e| - delta / 2); the mean over a row's outputs. Targets in the
/// shape of the predictions.
struct Huber {
  double delta = 1;  ///< where the two meet; > 0

  static constexpr std::string_view kind = "huber";
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("delta", self.delta);
  }
  void check_settings() const;  ///< throws Error for what can't work
};

}  // namespace ganglion::nn

#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// prediction - target * log(prediction + 1e-7), the mean over a row's outputs: regression of
/// counts (the negative log-likelihood of a Poisson distribution but for a constant). Predictions
/// must be positive: a softplus or relu output layer. Targets in the shape of the predictions.
struct Poisson {
  static constexpr bool needs_positive = true;
  static constexpr TargetRange target_range = {.least = 0.0};
  static constexpr std::string_view kind = "poisson";
  void check_output(Activation activation) const;
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn

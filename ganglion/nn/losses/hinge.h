#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"

namespace ganglion::nn {

/// max(0, 1 - t * prediction) for yes/no answers with t = -1 or 1 (Cortes and Vapnik, 1995), the
/// mean over a row's outputs. A target of 0 is taken for -1. Predictions are scores, any number: a
/// linear or tanh output layer. Targets in the shape of the predictions.
struct Hinge {
  static constexpr std::string_view kind = "hinge";
  void check_output(Activation activation) const;
  Value per_sample(Value prediction, Value target) const;
  template <class Self, class Visit>
  static void fields(Self&, Visit) {}
};

}  // namespace ganglion::nn

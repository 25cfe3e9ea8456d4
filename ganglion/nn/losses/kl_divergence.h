#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// How far the predicted shares of classes are from the target's (Kullback and Leibler, 1951): sum
/// of t log(t / p) over the last axis, the mean over a row's other axes. It is the categorical
/// cross-entropy without the entropy of the targets, and 0 where both agree: for soft targets, such
/// as a teacher's. Predictions and targets [..., classes]; probabilities are first kept within
/// [1e-7, 1 - 1e-7].
struct KLDivergence {
  bool from_logits = false;  ///< predictions are logits (a linear output layer)

  static constexpr TargetRange target_range = {0.0, 1.0};
  static constexpr Outputs outputs = Outputs::classes;
  static constexpr std::string_view kind = "kl_divergence";
  Value per_sample(Value prediction, Value target) const;
  Value prediction(Value output) const;
  void check_output(Activation activation) const;
  void check_shape(const Shape& prediction) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("from_logits", self.from_logits);
  }
};

}  // namespace ganglion::nn

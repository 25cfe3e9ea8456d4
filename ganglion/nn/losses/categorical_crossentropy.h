#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// -sum of t log p over the classes: one class of several, targets as one-hot rows or any shares
/// that add up to 1. Predictions and targets [..., classes]. From logits it is exact and finite for
/// logits of any size; from probabilities (softmax outputs) those are first kept within [1e-7, 1 -
/// 1e-7].
struct CategoricalCrossentropy {
  bool from_logits = false;    ///< predictions are logits (a linear output layer)
  double label_smoothing = 0;  ///< targets become t (1 - s) + s / classes; in [0, 1)

  static constexpr TargetRange target_range = {0.0, 1.0};
  static constexpr Outputs outputs = Outputs::classes;
  static constexpr std::string_view kind = "categorical_crossentropy";
  Value per_sample(Value prediction, Value target) const;
  Value prediction(Value output) const;
  void check_output(Activation activation) const;
  void check_shape(const Shape& prediction) const;
  std::string target_remedy(const Shape& prediction, const Shape& target) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("from_logits", self.from_logits);
    visit("label_smoothing", self.label_smoothing);
  }
  void check_settings() const;  ///< throws Error for what can't work
};

}  // namespace ganglion::nn

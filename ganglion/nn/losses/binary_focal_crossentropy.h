#pragma once
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// Binary cross-entropy in which answers that are right already count little (Lin et al., 2017):
/// each is multiplied with (1 - q)^gamma, where q is the probability of the target. For rare
/// positives. Targets in [0, 1], in the shape of the predictions.
struct BinaryFocalCrossentropy {
  bool from_logits = false;  ///< predictions are logits (a linear output layer)
  double gamma = 2.0;        ///< >= 0; 0 is binary cross-entropy
  double alpha = 0.25;       ///< weight of positives, 1 - alpha that of negatives; in [0, 1]
  bool apply_class_balancing = false;  ///< whether alpha counts

  static constexpr Outputs outputs = Outputs::answers;
  static constexpr TargetRange target_range = {0.0, 1.0};
  static constexpr std::string_view kind = "binary_focal_crossentropy";
  Value per_sample(Value prediction, Value target) const;
  Value prediction(Value output) const;
  void check_output(Activation activation) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("from_logits", self.from_logits);
    visit("gamma", self.gamma);
    visit("alpha", self.alpha);
    visit("apply_class_balancing", self.apply_class_balancing);
  }
  void check_settings() const;  ///< throws Error for what can't work
};

}  // namespace ganglion::nn

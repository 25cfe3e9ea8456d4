#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// Log-loss of yes/no answers: -t log p - (1 - t) log(1 - p), the mean over a row's outputs. One
/// sigmoid output for one answer, several for several answers at once (multi-label). Targets in
/// [0, 1], in the shape of the predictions. From logits it is exact and finite for any logit; from
/// probabilities those are first kept within [1e-7, 1 - 1e-7].
struct BinaryCrossentropy {
  bool from_logits = false;    ///< predictions are logits (a linear output layer)
  double label_smoothing = 0;  ///< targets become t (1 - s) + s / 2; in [0, 1)

  static constexpr Outputs outputs = Outputs::answers;
  static constexpr TargetRange target_range = {0.0, 1.0};
  static constexpr std::string_view kind = "binary_crossentropy";
  Value per_sample(Value prediction, Value target) const;
  Value prediction(Value output) const;
  void check_output(Activation activation) const;
  std::string target_remedy(const Shape& prediction, const Shape& target) const;
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("from_logits", self.from_logits);
    visit("label_smoothing", self.label_smoothing);
  }
  void check_settings() const;  ///< throws Error for what can't work
};

}  // namespace ganglion::nn

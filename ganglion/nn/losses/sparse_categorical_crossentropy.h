#pragma once
#include <string>
#include <string_view>

#include "ganglion/graph/attributes.h"
#include "ganglion/nn/activation.h"
#include "ganglion/nn/losses/outputs.h"

namespace ganglion::nn {

/// -log p[label]: one class of several, targets as class indices. Predictions [..., classes],
/// targets i32 [...]. From logits it is exact and finite for logits of any size; from probabilities
/// (softmax outputs) those are first kept within [1e-7, 1 - 1e-7]. A label outside [0, classes)
/// must be refused before: from probabilities it would cost 0.
struct SparseCategoricalCrossentropy {
  bool from_logits = false;    ///< predictions are logits (a linear output layer)
  double label_smoothing = 0;  ///< each class gets s / classes of the label's share; in [0, 1)

  static constexpr Outputs outputs = Outputs::classes;
  static constexpr std::string_view kind = "sparse_categorical_crossentropy";
  TensorType target_type(const TensorType& prediction) const;
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

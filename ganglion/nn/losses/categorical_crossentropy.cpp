#include "ganglion/nn/losses/categorical_crossentropy.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value CategoricalCrossentropy::per_sample(Value prediction, Value target) const {
  check_smoothing(kind, label_smoothing);
  return mean_of_classes(prediction, target, from_logits, label_smoothing);
}

Value CategoricalCrossentropy::prediction(Value output) const {
  return from_logits ? ops::softmax(output) : output;
}

void CategoricalCrossentropy::check_output(Activation activation) const {
  from_logits ? refuse_probabilities(kind, activation) : require_softmax(kind, activation);
}

void CategoricalCrossentropy::check_shape(const Shape& prediction) const {
  require_classes(kind, prediction);
}

std::string CategoricalCrossentropy::target_remedy(const Shape& prediction,
                                                   const Shape& target) const {
  if (target.size() == prediction.without(-1).size()) {
    return "for class labels use sparse_categorical_crossentropy";
  }
  return "give one share for each class";
}

void CategoricalCrossentropy::check_settings() const {
  check_smoothing(kind, label_smoothing);
}

}  // namespace ganglion::nn

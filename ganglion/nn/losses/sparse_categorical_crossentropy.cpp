#include "ganglion/nn/losses/sparse_categorical_crossentropy.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

TensorType SparseCategoricalCrossentropy::target_type(const TensorType& prediction) const {
  return {DType::i32, prediction.shape.without(-1)};
}

Value SparseCategoricalCrossentropy::per_sample(Value prediction, Value target) const {
  check_smoothing(kind, label_smoothing);
  if (from_logits && label_smoothing == 0) {
    return mean_of_rows(ops::softmax_cross_entropy(prediction, target));
  }
  const Value share = ops::one_hot(target, prediction.shape()[-1], prediction.dtype());
  return mean_of_classes(prediction, share, from_logits, label_smoothing);
}

Value SparseCategoricalCrossentropy::prediction(Value output) const {
  return from_logits ? ops::softmax(output) : output;
}

void SparseCategoricalCrossentropy::check_output(Activation activation) const {
  from_logits ? refuse_probabilities(kind, activation) : require_softmax(kind, activation);
}

void SparseCategoricalCrossentropy::check_shape(const Shape& prediction) const {
  require_classes(kind, prediction);
}

std::string SparseCategoricalCrossentropy::target_remedy(const Shape& prediction,
                                                         const Shape& target) const {
  if (prediction == target) return "for one-hot targets use categorical_crossentropy";
  return "give one class index for each row";
}

void SparseCategoricalCrossentropy::check_settings() const {
  check_smoothing(kind, label_smoothing);
}

}  // namespace ganglion::nn

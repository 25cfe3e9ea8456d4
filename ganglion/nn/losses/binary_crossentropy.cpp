#include "ganglion/nn/losses/binary_crossentropy.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value BinaryCrossentropy::per_sample(Value prediction, Value target) const {
  check_smoothing(kind, label_smoothing);
  if (label_smoothing > 0) target = target * (1 - label_smoothing) + label_smoothing / 2;
  if (from_logits) return mean_of_rows(ops::sigmoid_cross_entropy(prediction, target));
  const Value p = clipped_probabilities(prediction);
  return mean_of_rows(-(target * ops::log(p) + (1.0 - target) * ops::log1p(-p)));
}

Value BinaryCrossentropy::prediction(Value output) const {
  return from_logits ? ops::sigmoid(output) : output;
}

void BinaryCrossentropy::check_output(Activation activation) const {
  if (from_logits) return refuse_probabilities(kind, activation);
  if (activation == Activation::sigmoid) return;
  const char* remedy = activation == Activation::softmax
                           ? "with softmax outputs use categorical_crossentropy, or "
                             "sparse_categorical_crossentropy for class labels"
                       : activation == Activation::linear
                           ? "set from_logits = true, or end the network with sigmoid"
                           : "end the network with sigmoid, or with a linear layer and set "
                             "from_logits = true";
  throw Error(
      fmt::format("{}: outputs of a {} layer are not one probability for each yes/no answer; {}",
                  kind, name_of(activation), remedy));
}

std::string BinaryCrossentropy::target_remedy(const Shape& prediction, const Shape& target) const {
  const std::int64_t columns = prediction[-1];
  if (columns > 1 && target.size() == target[0]) {
    return fmt::format(
        "it takes 0 or 1 for each of {} outputs; for one class label for each row use "
        "sparse_categorical_crossentropy",
        columns);
  }
  if (prediction.size() == prediction[0] && target.rank() == 2) {
    return fmt::format(
        "make the output layer {} units wide (multi-label), or use categorical_crossentropy for "
        "one-hot classes",
        target[-1]);
  }
  return "give 0 or 1 for each output";
}

void BinaryCrossentropy::check_settings() const {
  check_smoothing(kind, label_smoothing);
}

}  // namespace ganglion::nn

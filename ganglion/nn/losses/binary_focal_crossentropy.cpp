#include "ganglion/nn/losses/binary_focal_crossentropy.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value BinaryFocalCrossentropy::per_sample(Value prediction, Value target) const {
  check_settings();
  Value each;
  Value p;
  if (from_logits) {
    each = ops::sigmoid_cross_entropy(prediction, target);
    p = ops::sigmoid(prediction);
  } else {
    p = clipped_probabilities(prediction);
    each = -(target * ops::log(p) + (1.0 - target) * ops::log1p(-p));
  }
  if (gamma > 0.0) {
    // A logit far out has a miss of 0, where the derivative of a power has none.
    const Value miss = target * (1.0 - p) + (1.0 - target) * p;
    const Value above = ops::maximum(miss, ops::scalar_like(miss, 1e-30));
    each = each * ops::pow(above, ops::scalar_like(miss, gamma));
  }
  if (apply_class_balancing) each = each * (target * alpha + (1.0 - target) * (1.0 - alpha));
  return mean_of_rows(each);
}

Value BinaryFocalCrossentropy::prediction(Value output) const {
  return from_logits ? ops::sigmoid(output) : output;
}

void BinaryFocalCrossentropy::check_output(Activation activation) const {
  if (from_logits) return refuse_probabilities(kind, activation);
  if (activation == Activation::sigmoid) return;
  throw Error(
      fmt::format("{}: outputs of a {} layer are not one probability for each yes/no answer; end "
                  "the network with sigmoid, or with a linear layer and set from_logits = true",
                  kind, name_of(activation)));
}

void BinaryFocalCrossentropy::check_settings() const {
  if (!(gamma >= 0.0) || !std::isfinite(gamma)) {
    throw Error(fmt::format("{}: gamma = {} must be a finite number >= 0", kind, gamma));
  }
  if (!(alpha >= 0.0 && alpha <= 1.0)) {
    throw Error(fmt::format("{}: alpha = {} must lie in [0, 1]", kind, alpha));
  }
}

}  // namespace ganglion::nn

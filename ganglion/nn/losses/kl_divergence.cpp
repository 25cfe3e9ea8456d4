#include "ganglion/nn/losses/kl_divergence.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value KLDivergence::per_sample(Value prediction, Value target) const {
  const Value log_p =
      from_logits ? ops::log_softmax(prediction) : ops::log(clipped_probabilities(prediction));
  // 0 log 0 is 0: the factor is, and the logarithm is finite.
  const Value log_t = ops::log(ops::maximum(target, ops::scalar_like(target, 1e-30)));
  return mean_of_rows(ops::reduce_sum(target * (log_t - log_p), {-1}));
}

Value KLDivergence::prediction(Value output) const {
  return from_logits ? ops::softmax(output) : output;
}

void KLDivergence::check_output(Activation activation) const {
  from_logits ? refuse_probabilities(kind, activation) : require_softmax(kind, activation);
}

void KLDivergence::check_shape(const Shape& prediction) const {
  require_classes(kind, prediction);
}

}  // namespace ganglion::nn

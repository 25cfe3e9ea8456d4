#include "ganglion/nn/losses/cosine_similarity.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// Of length 1 along the last axis; zeros stay zeros.
Value unit(Value x) {
  const Value squared = ops::reduce_sum(x * x, {-1}, true);
  return x / ops::sqrt(ops::maximum(squared, ops::scalar_like(squared, 1e-12)));
}

}  // namespace

Value CosineSimilarity::per_sample(Value prediction, Value target) const {
  return mean_of_rows(-ops::reduce_sum(unit(prediction) * unit(target), {-1}));
}

}  // namespace ganglion::nn

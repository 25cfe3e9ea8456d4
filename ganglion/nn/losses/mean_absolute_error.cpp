#include "ganglion/nn/losses/mean_absolute_error.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value MeanAbsoluteError::per_sample(Value prediction, Value target) const {
  return mean_of_rows(ops::abs(prediction - target));
}

}  // namespace ganglion::nn

#include "ganglion/nn/losses/mean_squared_error.h"

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value MeanSquaredError::per_sample(Value prediction, Value target) const {
  return mean_of_rows(ops::square(prediction - target));
}

}  // namespace ganglion::nn

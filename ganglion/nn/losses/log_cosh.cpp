#include "ganglion/nn/losses/log_cosh.h"

#include <numbers>

#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value LogCosh::per_sample(Value prediction, Value target) const {
  // log((e^x + e^-x) / 2) without a large power of e.
  const Value error = prediction - target;
  return mean_of_rows(error + ops::softplus(error * -2.0) - std::numbers::ln2);
}

}  // namespace ganglion::nn

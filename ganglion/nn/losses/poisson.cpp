#include "ganglion/nn/losses/poisson.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Poisson::per_sample(Value prediction, Value target) const {
  return mean_of_rows(prediction - target * ops::log(prediction + 1e-7));
}

void Poisson::check_output(Activation activation) const {
  switch (activation) {
    case Activation::softplus:
    case Activation::relu:
    case Activation::sigmoid:
    case Activation::softmax:
      return;
    default:
      throw Error(
          fmt::format("{}: outputs of a {} layer can be negative; end the network with softplus "
                      "or relu, or use mean_squared_error",
                      kind, name_of(activation)));
  }
}

}  // namespace ganglion::nn

#include "ganglion/nn/losses/hinge.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Hinge::per_sample(Value prediction, Value target) const {
  const Value sign = ops::select(ops::equal(target, ops::scalar_like(target, 0)),
                                 ops::scalar_like(target, -1), target);
  return mean_of_rows(ops::relu(1.0 - sign * prediction));
}

void Hinge::check_output(Activation activation) const {
  if (activation == Activation::linear || activation == Activation::tanh) return;
  throw Error(
      fmt::format("{}: outputs of a {} layer are not scores below and above 0; make the output "
                  "layer linear or tanh, or use binary_crossentropy with sigmoid",
                  kind, name_of(activation)));
}

}  // namespace ganglion::nn

#include "ganglion/nn/losses/huber.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

void check_delta(double delta) {
  if (delta > 0 && std::isfinite(delta)) return;
  throw Error(fmt::format("huber: delta = {} must be a number above 0", delta));
}

}  // namespace

Value Huber::per_sample(Value prediction, Value target) const {
  check_delta(delta);
  // c (|e| - c / 2) with c = min(|e|, delta) is both pieces in one, and e^2 can't overflow.
  const Value size = ops::abs(prediction - target);
  const Value cut = ops::minimum(size, ops::scalar_like(size, delta));
  return mean_of_rows(cut * (size - cut * 0.5));
}

void Huber::check_settings() const {
  check_delta(delta);
}

}  // namespace ganglion::nn

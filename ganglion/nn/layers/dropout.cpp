#include "ganglion/nn/layers/dropout.h"

#include <fmt/format.h>

#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Dropout::build(GraphBuilder& builder, Value x) const {
  if (!(rate >= 0.0 && rate < 1.0)) {
    builder.refuse(
        fmt::format("rate = {}; the fraction of elements to drop must be in [0, 1)", rate));
  }
  if (!builder.training() || rate == 0.0) return x;
  return x * ops::dropout_mask(x, builder.step(), rate, builder.seed(), builder.random_stream());
}

Symbol Dropout::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

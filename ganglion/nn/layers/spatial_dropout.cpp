#include "ganglion/nn/layers/spatial_dropout.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value SpatialDropout::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  if (!(rate >= 0.0 && rate < 1.0)) {
    builder.refuse(
        fmt::format("rate = {}; the fraction of channels to drop must be in [0, 1)", rate));
  }
  if (!builder.training() || rate == 0.0) return x;
  const Shape& shape = x.shape();
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(shape.rank() - 2), 1);
  const std::vector<std::int64_t> starts(static_cast<std::size_t>(shape.rank()), 0);
  const Value first = ops::slice(x, starts, with_extents(shape, ones));
  return x *
         ops::dropout_mask(first, builder.step(), rate, builder.seed(), builder.random_stream());
}

Symbol SpatialDropout::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

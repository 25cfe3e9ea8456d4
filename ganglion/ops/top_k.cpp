#include "ganglion/ops/top_k.h"

#include <fmt/format.h>

#include <limits>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::ops {

TopK top_k(Value x, std::int64_t k) {
  const Shape& shape = x.shape();
  if (shape.rank() == 0 || k < 1 || k > shape[-1]) {
    throw Error(fmt::format("top_k: k is {} for {}; it must be from 1 to the last extent", k,
                            shape.to_string()));
  }
  const std::int64_t n = shape[-1];
  const Shape column = shape.with(-1, 1);
  const double lowest = x.dtype() == DType::f64
                            ? -std::numeric_limits<double>::max()
                            : -static_cast<double>(std::numeric_limits<float>::max());
  const Value zeros = scalar_like(x, 0.0);
  // What has been taken becomes lower than all that is left, infinity included.
  const Value gone = scalar_like(x, -std::numeric_limits<double>::infinity());
  Value left = stop_gradient(maximum(x, scalar_like(x, lowest)));
  std::vector<Value> values, indices;
  for (std::int64_t i = 0; i < k; ++i) {
    const Value index = argmax(left, -1);
    const Value here = one_hot(index, n, x.dtype());
    values.push_back(reshape(reduce_sum(select(here, x, zeros), {-1}), column));
    indices.push_back(reshape(index, column));
    left = select(here, gone, left);
  }
  return {concat(values, -1), concat(indices, -1)};
}

}  // namespace ganglion::ops

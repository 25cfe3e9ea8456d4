#include "ganglion/nn/layers/permute.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>

#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Permute::build(GraphBuilder& builder, Value x) const {
  std::vector<std::int64_t> axes(static_cast<std::size_t>(x.shape().rank() - 1));
  std::iota(axes.begin(), axes.end(), 1);
  if (!std::is_permutation(dims.begin(), dims.end(), axes.begin(), axes.end())) {
    builder.refuse(
        fmt::format("dims = {} must have each axis of {} behind the batch once: {} in "
                    "some order",
                    fmt::join(dims, "x"), batch_shape_text(x.shape()), fmt::join(axes, "x")));
  }
  std::vector<int> permutation = {0};
  for (const std::int64_t axis : dims) permutation.push_back(static_cast<int>(axis));
  return ops::transpose(x, permutation);
}

Symbol Permute::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

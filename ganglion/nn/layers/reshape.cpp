#include "ganglion/nn/layers/reshape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// The target with what -1 stands for; extents below 1 remain for the caller to refuse.
std::vector<std::int64_t> completed(std::vector<std::int64_t> target, std::int64_t size) {
  const auto open = std::find(target.begin(), target.end(), -1);
  if (open == target.end()) return target;
  std::int64_t rest = 1;
  for (const std::int64_t extent : target) {
    if (extent != -1 && __builtin_mul_overflow(rest, extent, &rest)) return target;
  }
  if (rest > 0 && size % rest == 0) *open = size / rest;
  return target;
}

}  // namespace

Value Reshape::build(GraphBuilder& builder, Value x) const {
  const std::int64_t size = x.shape().without(0).size();
  std::vector<std::int64_t> dims = completed(target, size);
  // Counts the elements without ever exceeding `size`: huge extents must not overflow.
  std::int64_t count = 1;
  bool fits = dims.size() < static_cast<std::size_t>(Shape::kMaxRank);
  for (const std::int64_t extent : dims) {
    fits = fits && extent >= 1 && extent <= size / count;
    if (fits) count *= extent;
  }
  if (!fits || count != size) {
    builder.refuse(
        fmt::format("can't turn {} into [None, {}]: an example has {} elements; choose "
                    "extents with that product (one may be -1)",
                    batch_shape_text(x.shape()), fmt::join(target, ", "), size));
  }
  dims.insert(dims.begin(), x.shape()[0]);
  return ops::reshape(x, Shape(std::span<const std::int64_t>(dims)));
}

Symbol Reshape::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

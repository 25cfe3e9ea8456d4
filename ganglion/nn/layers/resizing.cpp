#include "ganglion/nn/layers/resizing.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value UpSampling::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  const auto times = per_axis(builder, "size", size, x, 1);
  // Each spatial axis gets a neighbour of extent 1, that is stretched and then joined with it.
  std::vector<std::int64_t> apart = {x.shape()[0], x.shape()[1]};
  std::vector<std::int64_t> stretched = apart;
  std::vector<std::int64_t> extents = spatial_extents(x.shape());
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    apart.insert(apart.end(), {extents[axis], 1});
    stretched.insert(stretched.end(), {extents[axis], times[axis]});
    extents[axis] *= times[axis];
  }
  const Value column = ops::reshape(x, Shape{std::span<const std::int64_t>(apart)});
  const Value all = ops::broadcast_to(column, Shape{std::span<const std::int64_t>(stretched)});
  return ops::reshape(all, with_extents(x.shape(), extents));
}

Value ZeroPadding::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  std::vector<std::int64_t> around = per_axis(builder, "padding", padding, x, 0);
  around.insert(around.begin(), {0, 0});
  return ops::pad(x, around, around);
}

Value Cropping::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  std::vector<std::int64_t> starts = per_axis(builder, "cropping", cropping, x, 0);
  std::vector<std::int64_t> extents = spatial_extents(x.shape());
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    extents[axis] -= 2 * starts[axis];
    if (extents[axis] >= 1) continue;
    builder.refuse(fmt::format("cropping = {} leaves nothing of {}", extents_text(cropping),
                               batch_shape_text(x.shape())));
  }
  starts.insert(starts.begin(), {0, 0});
  return ops::slice(x, starts, with_extents(x.shape(), extents));
}

}  // namespace ganglion::nn

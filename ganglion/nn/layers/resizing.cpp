#include "ganglion/nn/layers/resizing.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/spatial.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// A setting that has values for both sides of each axis, or the same for both.
Pads both_sides(const GraphBuilder& builder, std::string_view what,
                const std::vector<std::int64_t>& values, Value x) {
  const auto axes = static_cast<std::ptrdiff_t>(x.shape().rank() - 2);
  if (std::ssize(values) != 2 * axes) {
    const auto both = per_axis(builder, what, values, x, 0);
    return {both, both};
  }
  return {per_axis(builder, what, {values.begin(), values.begin() + axes}, x, 0),
          per_axis(builder, what, {values.begin() + axes, values.end()}, x, 0)};
}

}  // namespace

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
  Pads pads = both_sides(builder, "padding", padding, x);
  pads.before.insert(pads.before.begin(), {0, 0});
  pads.after.insert(pads.after.begin(), {0, 0});
  return ops::pad(x, pads.before, pads.after);
}

Value Cropping::build(GraphBuilder& builder, Value x) const {
  check_spatial(builder, x, 0);
  Pads cut = both_sides(builder, "cropping", cropping, x);
  std::vector<std::int64_t> extents = spatial_extents(x.shape());
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    extents[axis] -= cut.before[axis] + cut.after[axis];
    if (extents[axis] >= 1) continue;
    builder.refuse(fmt::format("cropping = {} leaves nothing of {}", extents_text(cropping),
                               batch_shape_text(x.shape())));
  }
  cut.before.insert(cut.before.begin(), {0, 0});
  return ops::slice(x, cut.before, with_extents(x.shape(), extents));
}

Symbol UpSampling::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol ZeroPadding::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol Cropping::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn

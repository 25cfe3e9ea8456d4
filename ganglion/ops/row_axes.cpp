#include "ganglion/ops/row_axes.h"

#include <algorithm>

namespace ganglion::ops {
namespace {

bool is_summed(std::span<const std::int64_t> axes, int axis) {
  return std::ranges::find(axes, axis) != axes.end();
}

/// The first of the summed axes behind the last kept one.
int first_inner(const Shape& shape, std::span<const std::int64_t> axes) {
  int first = shape.rank();
  while (first > 0 && (shape[first - 1] == 1 || is_summed(axes, first - 1))) --first;
  return first;
}

}  // namespace

std::vector<AxisRun> axis_runs(const Shape& shape, std::span<const std::int64_t> axes) {
  std::vector<AxisRun> runs;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] == 1) continue;
    const bool summed = is_summed(axes, axis);
    if (!runs.empty() && runs.back().summed == summed) {
      runs.back().extent *= shape[axis];
    } else {
      runs.push_back({summed, shape[axis]});
    }
  }
  return runs;
}

std::optional<RowAxes> row_axes(const Shape& shape, std::span<const std::int64_t> axes) {
  std::vector<AxisRun> runs = axis_runs(shape, axes);
  const auto take = [&](bool summed) {
    std::int64_t extent = 1;
    if (!runs.empty() && runs.back().summed == summed) {
      extent = runs.back().extent;
      runs.pop_back();
    }
    return extent;
  };
  RowAxes result;
  result.inner = take(true);
  result.kept = take(false);
  result.outer = take(true);
  if (!runs.empty() || (result.outer > 1 && result.inner == 1)) return std::nullopt;
  return result;
}

std::optional<RowPart> row_part(const Shape& value, const Shape& shape,
                                std::span<const std::int64_t> axes) {
  if (value.size() == 1) return RowPart::number;
  const int added = shape.rank() - value.rank();
  if (added < 0) return std::nullopt;
  const int inner = first_inner(shape, axes);
  bool own = true;
  bool of_kept = true;
  bool every_row = true;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    if (shape[axis] == 1) continue;
    const bool has = axis >= added && value[axis - added] == shape[axis];
    own = own && has;
    of_kept = of_kept && has == !is_summed(axes, axis);
    every_row = every_row && has == (axis >= inner);
  }
  if (own) return RowPart::own;
  if (of_kept) return RowPart::of_kept;
  if (every_row) return RowPart::every_row;
  return std::nullopt;
}

}  // namespace ganglion::ops

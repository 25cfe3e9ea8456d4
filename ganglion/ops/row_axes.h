#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ganglion/core/shape.h"

namespace ganglion::ops {

/// Neighbouring axes that are all kept or all summed, axes of extent 1 left out.
struct AxisRun {
  bool summed;
  std::int64_t extent;
};
std::vector<AxisRun> axis_runs(const Shape& shape, std::span<const std::int64_t> axes);

/// A shape seen as [outer, kept, inner], of which a sum over `outer` and `inner` leaves `kept`
/// numbers: each is the sum of `outer` runs of `inner` neighbours, which kernels call rows.
struct RowAxes {
  std::int64_t outer = 1;
  std::int64_t kept = 1;
  std::int64_t inner = 1;
};

/// Null when the axes (each >= 0) don't lie so, or when the runs would be single elements.
std::optional<RowAxes> row_axes(const Shape& shape, std::span<const std::int64_t> axes);

/// What a row reads of a value that is laid over the shape by broadcasting.
enum class RowPart : std::uint8_t {
  number,     ///< the one number there is, in every row
  own,        ///< a row of its own
  of_kept,    ///< the number of its place on the kept axes
  every_row,  ///< `inner` numbers, the same for every row
};

/// Null for values that are laid in another way.
std::optional<RowPart> row_part(const Shape& value, const Shape& shape,
                                std::span<const std::int64_t> axes);

}  // namespace ganglion::ops

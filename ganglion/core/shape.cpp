#include "ganglion/core/shape.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"

namespace ganglion {

Shape::Shape(std::initializer_list<std::int64_t> dims)
    : Shape(std::span<const std::int64_t>(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) {
  if (dims.size() > kMaxRank) {
    throw Error(fmt::format("a shape of {} axes: at most {} are supported", dims.size(), kMaxRank));
  }
  constexpr std::int64_t kMaxSize = std::int64_t{1} << 62;
  std::int64_t size = 1;
  for (std::int64_t dim : dims) {
    if (dim < 0) {
      throw Error(fmt::format("shape [{}]: extents must not be negative", fmt::join(dims, ", ")));
    }
    if (dim > 0 && size > kMaxSize / dim) {
      throw Error(fmt::format("shape [{}]: more than 2^62 elements", fmt::join(dims, ", ")));
    }
    size *= std::max<std::int64_t>(dim, 1);
    dims_[static_cast<std::size_t>(rank_++)] = dim;
  }
}

std::int64_t Shape::size() const {
  std::int64_t size = 1;
  for (std::int64_t dim : *this) size *= dim;
  return size;
}

std::int64_t Shape::operator[](int axis) const {
  return dims_[static_cast<std::size_t>(normalize_axis(axis, rank_, "shape"))];
}

Shape Shape::with(int axis, std::int64_t extent) const {
  Shape result = *this;
  result.dims_[static_cast<std::size_t>(normalize_axis(axis, rank_, "shape"))] = extent;
  return Shape(result.dims());
}

Shape Shape::without(int axis) const {
  const auto at = static_cast<std::size_t>(normalize_axis(axis, rank_, "shape"));
  Shape result = *this;
  std::copy(result.dims_.begin() + static_cast<std::ptrdiff_t>(at) + 1, result.dims_.end(),
            result.dims_.begin() + static_cast<std::ptrdiff_t>(at));
  result.dims_[static_cast<std::size_t>(--result.rank_)] = 0;
  return result;
}

Shape Shape::prepended(std::int64_t extent) const {
  std::array<std::int64_t, kMaxRank + 1> dims{extent};
  std::copy(begin(), end(), dims.begin() + 1);
  return Shape(std::span<const std::int64_t>(dims.data(), static_cast<std::size_t>(rank_) + 1));
}

std::size_t Shape::offset_of(std::initializer_list<std::int64_t> place) const {
  if (static_cast<int>(place.size()) != rank_) {
    throw Error(fmt::format("at: {} indices for a tensor of shape {}", place.size(), to_string()));
  }
  std::int64_t offset = 0;
  for (int axis = 0; axis < rank_; ++axis) {
    const std::int64_t index = place.begin()[axis];
    if (index < 0 || index >= (*this)[axis]) {
      throw Error(
          fmt::format("at: index {} on axis {} of a tensor of shape {}", index, axis, to_string()));
    }
    offset = offset * (*this)[axis] + index;
  }
  return static_cast<std::size_t>(offset);
}

std::string Shape::to_string() const {
  return fmt::format("[{}]", fmt::join(*this, ", "));
}

int normalize_axis(int axis, int rank, const char* what) {
  if (axis < -rank || axis >= rank) {
    throw Error(fmt::format("{}: axis {} of a tensor with {} axes; use {} to {}", what, axis, rank,
                            -rank, rank - 1));
  }
  return axis < 0 ? axis + rank : axis;
}

bool can_broadcast(const Shape& a, const Shape& b) {
  for (int i = 1; i <= std::min(a.rank(), b.rank()); ++i) {
    if (a[-i] != b[-i] && a[-i] != 1 && b[-i] != 1) return false;
  }
  return true;
}

Shape broadcast(const Shape& a, const Shape& b) {
  if (!can_broadcast(a, b)) {
    throw Error(
        fmt::format("shapes {} and {} don't broadcast: aligned at the last axis, extents must "
                    "be equal or 1",
                    a.to_string(), b.to_string()));
  }
  const Shape& longer = a.rank() >= b.rank() ? a : b;
  const Shape& shorter = a.rank() >= b.rank() ? b : a;
  Shape result = longer;
  for (int i = 1; i <= shorter.rank(); ++i) {
    if (longer[-i] == 1) result = result.with(-i, shorter[-i]);
  }
  return result;
}

}  // namespace ganglion

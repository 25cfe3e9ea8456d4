#include "ganglion/core/arithmetic/strided_walk.h"

#include <algorithm>

namespace ganglion {

void row_major_strides(const Shape& shape, std::int64_t* strides) {
  std::int64_t stride = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
}

StridedWalk::StridedWalk(const Shape& shape, const Shape& operand) : rank_(shape.rank()) {
  std::int64_t own[Shape::kMaxRank]{};
  row_major_strides(operand, own);
  const int added = rank_ - operand.rank();
  for (int axis = 0; axis < rank_; ++axis) {
    extents_[axis] = shape[axis];
    const bool stretched = axis < added || operand[axis - added] == 1;
    strides_[axis] = stretched ? 0 : own[axis - added];
  }
}

StridedWalk::StridedWalk(const Shape& shape, std::span<const std::int64_t> strides,
                         std::int64_t start)
    : rank_(shape.rank()), offset_(start) {
  std::copy(shape.begin(), shape.end(), extents_);
  std::copy(strides.begin(), strides.begin() + rank_, strides_);
}

void StridedWalk::next() {
  for (int axis = rank_ - 1; axis >= 0; --axis) {
    offset_ += strides_[axis];
    if (++place_[axis] < extents_[axis]) return;
    offset_ -= strides_[axis] * extents_[axis];
    place_[axis] = 0;
  }
}

}  // namespace ganglion

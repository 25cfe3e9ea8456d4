#pragma once
#include <cstdint>
#include <span>

#include "ganglion/core/shape.h"

namespace ganglion {

/// Walks all places of a shape in row-major order and gives the element offset in a tensor with the
/// given strides (0 on a stretched axis).
class StridedWalk {
 public:
  StridedWalk(const Shape& shape, const Shape& operand);
  StridedWalk(const Shape& shape, std::span<const std::int64_t> strides, std::int64_t start = 0);
  std::int64_t offset() const { return offset_; }
  void next();

 private:
  int rank_;
  std::int64_t extents_[Shape::kMaxRank]{};
  std::int64_t strides_[Shape::kMaxRank]{};
  std::int64_t place_[Shape::kMaxRank]{};
  std::int64_t offset_ = 0;
};

/// Row-major strides in elements.
void row_major_strides(const Shape& shape, std::int64_t* strides);

}  // namespace ganglion

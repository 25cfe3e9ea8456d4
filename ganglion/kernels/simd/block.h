#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/core/shape.h"

namespace ganglion::kernels::simd {

/// A block of elements to be moved: extents, and the strides at both ends, in elements.
struct Block {
  int rank = 0;
  std::int64_t extents[Shape::kMaxRank]{};
  std::int64_t src_strides[Shape::kMaxRank]{};
  std::int64_t dst_strides[Shape::kMaxRank]{};
  std::int64_t src_start = 0;
  std::int64_t dst_start = 0;

  std::int64_t size() const;
};

/// A block of the shape, with row-major strides of the two tensors it lies in.
Block block_of(const Shape& extents, const Shape& src, const Shape& dst);
/// n elements in a row.
Block line_of(std::int64_t n);

/// Leaves out axes of extent 1 and joins neighbours that lie in one piece at both ends.
void join_axes(Block& block);

/// Moves a joined block of elements of 1, 4 or 8 bytes: by runs where the last axis lies in a row
/// at both ends, by small squares where two axes change places.
void move(const Block& block, const void* src, void* dst, std::size_t element);

}  // namespace ganglion::kernels::simd

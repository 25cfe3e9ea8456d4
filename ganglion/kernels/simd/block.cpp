#include "ganglion/kernels/simd/block.h"

#include <algorithm>
#include <cstring>

namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kSquare = 16;  // 16 x 16 elements of 4 bytes: 16 cache lines at either end

void row_major(const Shape& shape, std::int64_t* strides) {
  std::int64_t stride = 1;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
}

void remove_axis(Block& block, int axis) {
  for (auto* list : {block.extents, block.src_strides, block.dst_strides}) {
    std::copy(list + axis + 1, list + block.rank, list + axis);
  }
  --block.rank;
}

/// Calls f(src offset, dst offset) for each place on the axes that are not `a` or `b`.
template <class F>
void for_each_other(const Block& block, int a, int b, F f) {
  std::int64_t place[Shape::kMaxRank]{};
  std::int64_t from = block.src_start;
  std::int64_t to = block.dst_start;
  while (true) {
    f(from, to);
    int axis = block.rank - 1;
    for (; axis >= 0; --axis) {
      if (axis == a || axis == b) continue;
      from += block.src_strides[axis];
      to += block.dst_strides[axis];
      if (++place[axis] < block.extents[axis]) break;
      from -= block.src_strides[axis] * block.extents[axis];
      to -= block.dst_strides[axis] * block.extents[axis];
      place[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/// One plane: `rows` lie in a row at src, `columns` (the last axis) at dst or wherever the strides
/// say.
template <class T>
void move_plane(const T* src, T* dst, std::int64_t rows, std::int64_t columns,
                const std::int64_t (&src_strides)[2], const std::int64_t (&dst_strides)[2]) {
  for (std::int64_t i0 = 0; i0 < rows; i0 += kSquare) {
    const std::int64_t i1 = std::min(rows, i0 + kSquare);
    for (std::int64_t j0 = 0; j0 < columns; j0 += kSquare) {
      const std::int64_t j1 = std::min(columns, j0 + kSquare);
      for (std::int64_t i = i0; i < i1; ++i) {
        const T* from = src + i * src_strides[0];
        T* to = dst + i * dst_strides[0];
        for (std::int64_t j = j0; j < j1; ++j) to[j * dst_strides[1]] = from[j * src_strides[1]];
      }
    }
  }
}

template <class T>
void move_planes(const Block& block, const void* src, void* dst) {
  const int last = block.rank - 1;
  // The plane of the last axis and the one that lies in a row at src; any other if there is none.
  int other = last - 1;
  for (int axis = 0; axis < last; ++axis) {
    if (block.src_strides[axis] == 1) other = axis;
  }
  const std::int64_t src_strides[2] = {other < 0 ? 0 : block.src_strides[other],
                                       block.src_strides[last]};
  const std::int64_t dst_strides[2] = {other < 0 ? 0 : block.dst_strides[other],
                                       block.dst_strides[last]};
  for_each_other(block, other, last, [&](std::int64_t from, std::int64_t to) {
    move_plane(static_cast<const T*>(src) + from, static_cast<T*>(dst) + to,
               other < 0 ? 1 : block.extents[other], block.extents[last], src_strides, dst_strides);
  });
}

using CopyRun = void (*)(std::byte* dst, const std::byte* src, std::size_t bytes);

/// From `part` to twice as many bytes, as two parts that may overlap.
template <std::size_t part>
void copy_ends(std::byte* dst, const std::byte* src, std::size_t bytes) {
  std::byte first[part];
  std::byte last[part];
  std::memcpy(first, src, part);
  std::memcpy(last, src + bytes - part, part);
  std::memcpy(dst, first, part);
  std::memcpy(dst + bytes - part, last, part);
}

void copy_any(std::byte* dst, const std::byte* src, std::size_t bytes) {
  std::memcpy(dst, src, bytes);
}

/// A few columns beside others make runs of a few numbers, for which a call of memcpy is slow.
CopyRun copy_for(std::size_t bytes) {
  if (bytes < 4 || bytes > 64) return copy_any;
  if (bytes <= 8) return copy_ends<4>;
  if (bytes <= 16) return copy_ends<8>;
  return bytes <= 32 ? copy_ends<16> : copy_ends<32>;
}

void move_runs(const Block& block, const void* src, void* dst, std::size_t element) {
  const int last = block.rank - 1;
  const std::size_t bytes = static_cast<std::size_t>(block.extents[last]) * element;
  const CopyRun copy = copy_for(bytes);
  for_each_other(block, last, last, [&](std::int64_t from, std::int64_t to) {
    copy(static_cast<std::byte*>(dst) + static_cast<std::size_t>(to) * element,
         static_cast<const std::byte*>(src) + static_cast<std::size_t>(from) * element, bytes);
  });
}

}  // namespace

std::int64_t Block::size() const {
  std::int64_t count = 1;
  for (int axis = 0; axis < rank; ++axis) count *= extents[axis];
  return count;
}

Block block_of(const Shape& extents, const Shape& src, const Shape& dst) {
  Block block;
  block.rank = extents.rank();
  std::copy(extents.begin(), extents.end(), block.extents);
  row_major(src, block.src_strides);
  row_major(dst, block.dst_strides);
  return block;
}

Block line_of(std::int64_t n) {
  return block_of(Shape{n}, Shape{n}, Shape{n});
}

void join_axes(Block& block) {
  for (int axis = block.rank - 1; axis >= 0; --axis) {
    if (block.extents[axis] == 1) remove_axis(block, axis);
  }
  for (int axis = block.rank - 2; axis >= 0; --axis) {
    const std::int64_t inner = block.extents[axis + 1];
    if (block.src_strides[axis] != block.src_strides[axis + 1] * inner ||
        block.dst_strides[axis] != block.dst_strides[axis + 1] * inner) {
      continue;
    }
    block.extents[axis] *= inner;
    block.src_strides[axis] = block.src_strides[axis + 1];
    block.dst_strides[axis] = block.dst_strides[axis + 1];
    remove_axis(block, axis + 1);
  }
  if (block.rank == 0) {  // a single element
    block.rank = 1;
    block.extents[0] = block.src_strides[0] = block.dst_strides[0] = 1;
  }
}

void move(const Block& block, const void* src, void* dst, std::size_t element) {
  if (block.size() == 0) return;
  const int last = block.rank - 1;
  if (block.src_strides[last] == 1 && block.dst_strides[last] == 1 && block.extents[last] > 1) {
    return move_runs(block, src, dst, element);
  }
  if (element == 1) return move_planes<std::uint8_t>(block, src, dst);
  if (element == 4) return move_planes<std::uint32_t>(block, src, dst);
  move_planes<std::uint64_t>(block, src, dst);
}

}  // namespace ganglion::kernels::simd

#pragma once
#include <cstdint>

namespace ganglion::kernels::simd {

/// Windows side by side over values in blocks of channels (ops/blocked.h).
struct BlockWindows {
  const float* x;  ///< the first one's first block; the next place is a block behind it
  std::int64_t rows, columns;
  std::int64_t row_stride;  ///< numbers from row to row
  std::int64_t block;       ///< numbers of a block, a multiple of 8
  std::int64_t count = 1;   ///< windows
  std::int64_t step = 0;    ///< numbers from one to the next
};

/// What each window becomes: a block, number by number the largest (NaN counts as larger than any)
/// or the mean.
struct PoolBlocks {
  using Function = void (*)(const BlockWindows& windows, float* y);
  Function largest, mean;
};

const PoolBlocks& pool_blocks();

}  // namespace ganglion::kernels::simd

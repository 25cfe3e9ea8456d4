#pragma once
#include <cstddef>
#include <cstdint>

namespace ganglion::kernels::simd {

/// A few rows of a times one panel of b (ops::BytePanels): what stays in registers from the first
/// multiplication to the last.
struct ByteTile {
  const std::int16_t* a = nullptr;  ///< the first row, `pairs` pairs
  const std::int8_t* panel = nullptr;
  std::int64_t pairs = 0;
  const float* scale = nullptr;  ///< of these columns
  const float* bias = nullptr;   ///< null: none
  float* c = nullptr;
  std::int64_t c_stride = 0;
  std::int64_t columns = 0;
};

/// The tiles of this processor.
struct ByteTiles {
  using Function = void (*)(const ByteTile& tile);
  static constexpr int kMaxRows = 6;

  std::int64_t width;       ///< columns of a panel: two vectors of sums
  std::int64_t rows;        ///< that a tile has at most
  Function tile[kMaxRows];  ///< by rows - 1
  /// Whole numbers as such, for `count` of them; anything for what is none.
  void (*to_whole)(const float* from, std::size_t count, std::int16_t* to);
};

const ByteTiles& byte_tiles();

}  // namespace ganglion::kernels::simd

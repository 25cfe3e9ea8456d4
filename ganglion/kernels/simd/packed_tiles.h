#pragma once
#include <cstdint>

namespace ganglion::kernels::simd {

/// A few rows of a times some panels of b (see ops::PackedFactor), over a block of k: what stays in
/// registers from the first multiplication to the last.
struct PackedTile {
  const float* a = nullptr;      ///< the first row
  std::int64_t stride = 0;       ///< from row to row of a
  const float* panel = nullptr;  ///< the first one
  std::int64_t panel_stride = 0;
  std::int64_t depth = 0;       ///< of the block
  const float* bias = nullptr;  ///< of these columns; null: none
  float* c = nullptr;
  std::int64_t c_stride = 0;
  std::int64_t columns = 0;  ///< at most those of the panels
  bool add = false;          ///< to what c holds
};

/// The tiles of this processor.
struct PackedTiles {
  using Function = void (*)(const PackedTile& tile);
  static constexpr int kMaxRows = 12;

  std::int64_t width;         ///< columns of a panel
  std::int64_t rows;          ///< that a tile has at most
  std::int64_t row_panels;    ///< panels that a tile of one row takes at once
  Function tile[kMaxRows];    ///< by rows - 1, for one panel
  Function narrow[kMaxRows];  ///< for columns in the first half of a panel
  Function row;               ///< one row, `row_panels` panels
};

const PackedTiles& packed_tiles();

}  // namespace ganglion::kernels::simd

#pragma once
#include <cstdint>

namespace ganglion::kernels::simd {

/// A row of Winograd's tiles (see ops/winograd.h), of one block of channels or filters.
struct WinogradTiles {
  /// Tiles of the input: `tiles` times 4x4 places, two places apart, to their 16 numbers
  /// Bᵀ d B each.
  struct Input {
    const float* x;      ///< the first place; the next one is a block behind it
    std::int64_t row;    ///< numbers from row to row
    std::int64_t tiles;  ///< how many there are
    float* to;           ///< the first of the first tile's numbers
    std::int64_t next;   ///< numbers from tile to tile there
    std::int64_t apart;  ///< numbers from one of the 16 to the next
  };
  /// Tiles of the result: 16 sums m each to the 2x2 places Aᵀ m A + bias.
  struct Output {
    const float* from;
    std::int64_t next, apart;
    const float* bias;     ///< null: none
    float* y;              ///< the first place; the next one is a block behind it
    std::int64_t row;      ///< numbers from row to row
    std::int64_t rows;     ///< of places: 2, or 1 at the lower end
    std::int64_t columns;  ///< of places: two a tile, or one less at the right end
  };
  /// Windows of kernels: the nine numbers of `width` of them, to their 16 numbers G g Gᵀ each.
  struct Kernel {
    const float* windows;  ///< of all the first number, of all the second one, …
    std::int64_t width;    ///< whole blocks
    float* to;
    std::int64_t apart;  ///< numbers from one of the 16 to the next
  };

  std::int64_t block;  ///< channels of a block: a vector
  void (*input)(const Input& tiles);
  void (*output)(const Output& tiles);
  void (*kernel)(const Kernel& windows);
};

const WinogradTiles& winograd_tiles();

}  // namespace ganglion::kernels::simd

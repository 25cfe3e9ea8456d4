#pragma once
#include <cstdint>

namespace ganglion::kernels::simd {

/// A few neighbouring places of a convolution's result times a few blocks of its filters (see
/// ops/blocked.h): what stays in registers from the first multiplication to the last.
struct ConvTile {
  const float* x = nullptr;                     ///< what the first place's window sees first
  std::int64_t step = 0;                        ///< numbers from place to place
  std::int64_t groups = 0, rows = 0, runs = 0;  ///< of channels; of the window; of each of its rows
  std::int64_t group = 0, row = 0, run = 0;     ///< numbers from one to the next
  std::int64_t length = 0;                      ///< numbers of a run, which lie beside each other
  const float* kernel = nullptr;                ///< of the first block of filters
  std::int64_t kernel_block = 0;                ///< numbers from block to block
  const float* bias = nullptr;                  ///< of these filters; null: none
  float* y = nullptr;        ///< the first place; the next one is a block behind it
  std::int64_t y_block = 0;  ///< numbers from block to block
};

/// The tiles of this processor, by how many blocks of filters they take at once.
struct ConvTiles {
  using Function = void (*)(const ConvTile& tile);
  static constexpr int kMaxPlaces = 14;

  struct Width {
    std::int64_t blocks = 0;
    std::int64_t places = 0;          ///< that a tile has at most
    Function next[kMaxPlaces] = {};   ///< by places - 1, where the step is one block
    Function apart[kMaxPlaces] = {};  ///< the same for any step
  };

  std::int64_t block;  ///< filters of a block: a vector
  Width wide, single;
};

const ConvTiles& conv_tiles();

}  // namespace ganglion::kernels::simd

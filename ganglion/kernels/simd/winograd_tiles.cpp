#include "ganglion/kernels/simd/winograd_tiles.h"

#include <cstddef>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/winograd_tiles.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
#if HWY_TARGET == HWY_SCALAR
using D = hn::CappedTag<float, 1>;
#else
using D = hn::ScalableTag<float>;
#endif
using V = hn::Vec<D>;

constexpr std::int64_t kBlock = HWY_LANES(float);

/// Bᵀ of four numbers: a - c, b + c, c - b, b - d.
HWY_INLINE void spread(V a, V b, V c, V d, V* HWY_RESTRICT to) {
  to[0] = hn::Sub(a, c);
  to[1] = hn::Add(b, c);
  to[2] = hn::Sub(c, b);
  to[3] = hn::Sub(b, d);
}

/// Aᵀ of four numbers: a + b + c, b - c - d.
HWY_INLINE void gather(V a, V b, V c, V d, V* HWY_RESTRICT to) {
  to[0] = hn::Add(hn::Add(a, b), c);
  to[1] = hn::Sub(hn::Sub(b, c), d);
}

/// The columns of a tile, each by itself; two of them are the next tile's, too.
HWY_INLINE void load_columns(const float* HWY_RESTRICT x, std::int64_t row, V (&to)[2][4]) {
  const D d;
#pragma GCC unroll 2
  for (std::int64_t j = 0; j < 2; ++j) {
    const float* column = x + j * kBlock;
    spread(hn::LoadU(d, column), hn::LoadU(d, column + row), hn::LoadU(d, column + 2 * row),
           hn::LoadU(d, column + 3 * row), to[j]);
  }
}

void input(const WinogradTiles::Input& t) {
  const D d;
  V left[2][4];
  load_columns(t.x, t.row, left);
  for (std::int64_t i = 0; i < t.tiles; ++i) {
    V right[2][4];
    load_columns(t.x + (2 * i + 2) * kBlock, t.row, right);
    float* HWY_RESTRICT to = t.to + i * t.next;
#pragma GCC unroll 4
    for (std::int64_t r = 0; r < 4; ++r) {
      V numbers[4];
      spread(left[0][r], left[1][r], right[0][r], right[1][r], numbers);
#pragma GCC unroll 4
      for (std::int64_t c = 0; c < 4; ++c) hn::StoreU(numbers[c], d, to + (4 * r + c) * t.apart);
    }
#pragma GCC unroll 4
    for (std::int64_t r = 0; r < 4; ++r) {
      left[0][r] = right[0][r];
      left[1][r] = right[1][r];
    }
  }
}

void output(const WinogradTiles::Output& t) {
  const D d;
  const V bias = t.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, t.bias);
  for (std::int64_t i = 0; 2 * i < t.columns; ++i) {
    const float* HWY_RESTRICT from = t.from + i * t.next;
    V columns[4][2];
#pragma GCC unroll 4
    for (std::int64_t c = 0; c < 4; ++c) {
      const float* column = from + c * t.apart;
      gather(hn::LoadU(d, column), hn::LoadU(d, column + 4 * t.apart),
             hn::LoadU(d, column + 8 * t.apart), hn::LoadU(d, column + 12 * t.apart), columns[c]);
    }
#pragma GCC unroll 2
    for (std::int64_t r = 0; r < 2; ++r) {
      if (r >= t.rows) break;
      V places[2];
      gather(columns[0][r], columns[1][r], columns[2][r], columns[3][r], places);
      float* HWY_RESTRICT y = t.y + r * t.row + 2 * i * kBlock;
      hn::StoreU(hn::Add(places[0], bias), d, y);
      if (2 * i + 1 < t.columns) hn::StoreU(hn::Add(places[1], bias), d, y + kBlock);
    }
  }
}

/// G of three numbers: a, (a + b + c) / 2, (a - b + c) / 2, c.
HWY_INLINE void widen(V a, V b, V c, V* HWY_RESTRICT to) {
  const V half = hn::Set(D(), 0.5F);
  const V ends = hn::Add(a, c);
  to[0] = a;
  to[1] = hn::Mul(half, hn::Add(ends, b));
  to[2] = hn::Mul(half, hn::Sub(ends, b));
  to[3] = c;
}

void kernel(const WinogradTiles::Kernel& t) {
  const D d;
  for (std::int64_t j = 0; j < t.width; j += kBlock) {
    V columns[3][4];
#pragma GCC unroll 3
    for (std::int64_t c = 0; c < 3; ++c) {
      const float* HWY_RESTRICT first = t.windows + c * t.width + j;
      widen(hn::LoadU(d, first), hn::LoadU(d, first + 3 * t.width),
            hn::LoadU(d, first + 6 * t.width), columns[c]);
    }
#pragma GCC unroll 4
    for (std::int64_t r = 0; r < 4; ++r) {
      V numbers[4];
      widen(columns[0][r], columns[1][r], columns[2][r], numbers);
#pragma GCC unroll 4
      for (std::int64_t c = 0; c < 4; ++c) {
        hn::StoreU(numbers[c], d, t.to + (4 * r + c) * t.apart + j);
      }
    }
  }
}

const WinogradTiles& tiles() {
  static const WinogradTiles all = {
      .block = kBlock, .input = input, .output = output, .kernel = kernel};
  return all;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(tiles);

const WinogradTiles& winograd_tiles() {
  return HWY_DYNAMIC_DISPATCH(tiles)();
}

}  // namespace ganglion::kernels::simd
#endif

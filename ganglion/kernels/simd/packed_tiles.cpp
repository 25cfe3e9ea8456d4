#include "ganglion/kernels/simd/packed_tiles.h"

#include <hwy/cache_control.h>

#include <cstddef>
#include <utility>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/packed_tiles.cpp"
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

constexpr std::size_t kLanes = HWY_LANES(float);
constexpr int kWidth = 2 * static_cast<int>(kLanes);
/// As many sums as there are registers for, beside two of b and one of a.
constexpr int kRows = HWY_TARGET <= HWY_AVX3 ? 12 : 6;
constexpr int kRowPanels = 4;
constexpr int kLine = 16;  // numbers of a cache line

/// A register's sums to its place in c. `columns`: how many of them there are, at least 1.
HWY_INLINE void finish(V sum, const float* bias, float* c, std::size_t columns, bool add) {
  const D d;
  if (columns >= kLanes) {
    if (bias != nullptr) sum = hn::Add(sum, hn::LoadU(d, bias));
    if (add) sum = hn::Add(hn::LoadU(d, c), sum);
    return hn::StoreU(sum, d, c);
  }
  HWY_ALIGN float numbers[kLanes];
  hn::Store(sum, d, numbers);
  for (std::size_t i = 0; i < columns; ++i) {
    const float with_bias = bias == nullptr ? numbers[i] : numbers[i] + bias[i];
    c[i] = add ? c[i] + with_bias : with_bias;
  }
}

/// `rows` rows of a times `panels` panels, of each the first `vectors` registers.
template <int rows, int panels, int vectors>
void multiply(const PackedTile& t) {
  const D d;
  constexpr int kAll = panels * vectors;
  V sums[rows][kAll];
#pragma GCC unroll 16
  for (auto& row : sums) {
#pragma GCC unroll 16
    for (V& sum : row) sum = hn::Zero(d);
  }
  const float* HWY_RESTRICT a = t.a;
  const float* HWY_RESTRICT b = t.panel;
  const std::int64_t depth = t.depth;
  const std::int64_t stride = t.stride;
  const std::int64_t panel_stride = t.panel_stride;
  for (std::int64_t p = 0; p < depth; ++p) {
    V factors[kAll];
#pragma GCC unroll 16
    for (int j = 0; j < kAll; ++j) {
      factors[j] = hn::LoadU(d, b + (j / vectors) * panel_stride + (j % vectors) * int{kLanes});
    }
#pragma GCC unroll 16
    for (int i = 0; i < rows; ++i) {
      const V x = hn::Set(d, a[i * stride]);
#pragma GCC unroll 16
      for (int j = 0; j < kAll; ++j) sums[i][j] = hn::MulAdd(x, factors[j], sums[i][j]);
    }
    if constexpr (rows > 1) {
#pragma GCC unroll 16
      for (int i = 0; i < kWidth; i += kLine) hwy::Prefetch(b + panel_stride + i);
    }
    ++a;
    b += kWidth;
  }
#pragma GCC unroll 16
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 16
    for (int j = 0; j < kAll; ++j) {
      const std::int64_t column = (j / vectors) * kWidth + (j % vectors) * std::int64_t{kLanes};
      if (column >= t.columns) continue;
      finish(sums[i][j], t.bias == nullptr ? nullptr : t.bias + column,
             t.c + i * t.c_stride + column, static_cast<std::size_t>(t.columns - column), t.add);
    }
  }
}

template <int... row>
PackedTiles make(std::integer_sequence<int, row...>) {
  return {.width = kWidth,
          .rows = kRows,
          .row_panels = kRowPanels,
          .tile = {multiply<row + 1, 1, 2>...},
          .narrow = {multiply<row + 1, 1, 1>...},
          .row = multiply<1, kRowPanels, 2>};
}

const PackedTiles& tiles() {
  static const PackedTiles all = make(std::make_integer_sequence<int, kRows>());
  return all;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(tiles);

const PackedTiles& packed_tiles() {
  return HWY_DYNAMIC_DISPATCH(tiles)();
}

}  // namespace ganglion::kernels::simd
#endif

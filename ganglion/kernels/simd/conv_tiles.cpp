#include "ganglion/kernels/simd/conv_tiles.h"

#include <cstddef>
#include <utility>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/conv_tiles.cpp"
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

constexpr int kBlock = static_cast<int>(HWY_LANES(float));
/// Blocks and places whose sums, with a kernel's vectors and one of x, are all registers.
constexpr int kBlocks = 2;
constexpr int kWidePlaces = HWY_TARGET <= HWY_AVX3 ? 14 : 6;
constexpr int kSinglePlaces = 12;

/// `places` places times `blocks` blocks of filters. `next`: the places' windows are a block apart.
template <int places, int blocks, bool next>
void convolve(const ConvTile& t) {
  const D d;
  V sums[places][blocks];
#pragma GCC unroll 16
  for (int b = 0; b < blocks; ++b) {
    const V start = t.bias == nullptr ? hn::Zero(d) : hn::LoadU(d, t.bias + b * kBlock);
#pragma GCC unroll 16
    for (auto& place : sums) place[b] = start;
  }
  const std::int64_t step = next ? kBlock : t.step;
  const std::int64_t length = t.length;
  const std::int64_t kernel_block = t.kernel_block;
  const float* HWY_RESTRICT w = t.kernel;
  for (std::int64_t g = 0; g < t.groups; ++g) {
    for (std::int64_t i = 0; i < t.rows; ++i) {
      const float* HWY_RESTRICT x = t.x + g * t.group + i * t.row;
      for (std::int64_t j = 0; j < t.runs; ++j, x += t.run) {
        for (std::int64_t c = 0; c < length; ++c, w += kBlock) {
          V factors[blocks];
#pragma GCC unroll 16
          for (int b = 0; b < blocks; ++b) factors[b] = hn::LoadU(d, w + b * kernel_block);
#pragma GCC unroll 16
          for (int p = 0; p < places; ++p) {
            const V value = hn::Set(d, x[p * step + c]);
#pragma GCC unroll 16
            for (int b = 0; b < blocks; ++b) {
              sums[p][b] = hn::MulAdd(value, factors[b], sums[p][b]);
            }
          }
        }
      }
    }
  }
#pragma GCC unroll 16
  for (int p = 0; p < places; ++p) {
#pragma GCC unroll 16
    for (int b = 0; b < blocks; ++b) hn::StoreU(sums[p][b], d, t.y + b * t.y_block + p * kBlock);
  }
}

template <int blocks, int... place>
ConvTiles::Width width(std::integer_sequence<int, place...>) {
  return {.blocks = blocks,
          .places = sizeof...(place),
          .next = {convolve<place + 1, blocks, true>...},
          .apart = {convolve<place + 1, blocks, false>...}};
}

const ConvTiles& tiles() {
  static const ConvTiles all = {
      .block = kBlock,
      .wide = width<kBlocks>(std::make_integer_sequence<int, kWidePlaces>()),
      .single = width<1>(std::make_integer_sequence<int, kSinglePlaces>())};
  return all;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(tiles);

const ConvTiles& conv_tiles() {
  return HWY_DYNAMIC_DISPATCH(tiles)();
}

}  // namespace ganglion::kernels::simd
#endif

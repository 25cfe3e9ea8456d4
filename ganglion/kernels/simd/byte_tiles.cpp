#include "ganglion/kernels/simd/byte_tiles.h"

#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>

#include "ganglion/kernels/simd/targets.h"

// One more than others: it multiplies pairs and adds them to sums by one instruction.
#ifndef GANGLION_SANITIZED
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (GANGLION_SPARED_TARGETS & ~HWY_AVX3_DL)
#define HWY_WANT_AVX3_DL
#endif

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/byte_tiles.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

/// As many sums as there are registers for, beside two of b, one of a and what they give.
constexpr int kRows = HWY_TARGET <= HWY_AVX3 ? ByteTiles::kMaxRows : 4;

#if HWY_TARGET == HWY_SCALAR

constexpr int kWidth = 2;

void to_whole(const float* from, std::size_t count, std::int16_t* to) {
  for (std::size_t i = 0; i < count; ++i) {
    to[i] = std::abs(from[i]) < 32768.0F ? static_cast<std::int16_t>(from[i]) : std::int16_t{0};
  }
}

template <int rows>
void multiply(const ByteTile& t) {
  for (int i = 0; i < rows; ++i) {
    const std::int16_t* a = t.a + i * 2 * t.pairs;
    for (std::int64_t j = 0; j < t.columns; ++j) {
      std::int32_t sum = 0;
      for (std::int64_t p = 0; p < 2 * t.pairs; ++p) {
        sum += a[p] * t.panel[(p / 2 * kWidth + j) * 2 + p % 2];
      }
      const float scaled = static_cast<float>(sum) * t.scale[j];
      t.c[i * t.c_stride + j] = t.bias == nullptr ? scaled : scaled + t.bias[j];
    }
  }
}

#else

namespace hn = hwy::HWY_NAMESPACE;
using Sums = hn::ScalableTag<std::int32_t>;
using Factors = hn::Repartition<std::int16_t, Sums>;
using Bytes = hn::Rebind<std::int8_t, Factors>;
using Floats = hn::Rebind<float, Sums>;
using V = hn::Vec<Sums>;

constexpr std::size_t kLanes = HWY_LANES(std::int32_t);
constexpr int kWidth = 2 * static_cast<int>(kLanes);

/// sum + a0 * b0 + a1 * b1 in each lane of pairs.
HWY_INLINE V add_products(V sum, hn::Vec<Factors> a, hn::Vec<Factors> b) {
#if HWY_TARGET == HWY_AVX3_DL
  // Highway's target has it, but doesn't name it to the compiler, which then refuses its intrinsic.
  asm("vpdpwssd %2, %1, %0" : "+v"(sum.raw) : "v"(a.raw), "v"(b.raw));
  return sum;
#elif HWY_ARCH_X86
  V none = hn::Zero(Sums());
  return hn::ReorderWidenMulAccumulate(Sums(), a, b, sum, none);  // pairs of neighbours, as here
#else
  const V first = hn::Mul(hn::ShiftRight<16>(hn::ShiftLeft<16>(hn::BitCast(Sums(), a))),
                          hn::ShiftRight<16>(hn::ShiftLeft<16>(hn::BitCast(Sums(), b))));
  const V second = hn::Mul(hn::ShiftRight<16>(hn::BitCast(Sums(), a)),
                           hn::ShiftRight<16>(hn::BitCast(Sums(), b)));
  return hn::Add(sum, hn::Add(first, second));
#endif
}

void to_whole(const float* from, std::size_t count, std::int16_t* to) {
  const Floats d;
  const hn::Rebind<std::int16_t, Sums> half;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    hn::StoreU(hn::DemoteTo(half, hn::ConvertTo(Sums(), hn::LoadU(d, from + i))), half, to + i);
  }
  if (i == count) return;
  HWY_ALIGN float rest[kLanes] = {};
  HWY_ALIGN std::int16_t whole[kLanes];
  std::memcpy(rest, from + i, (count - i) * sizeof(float));
  hn::Store(hn::DemoteTo(half, hn::ConvertTo(Sums(), hn::Load(d, rest))), half, whole);
  std::memcpy(to + i, whole, (count - i) * sizeof(std::int16_t));
}

HWY_INLINE V pair_of(const std::int16_t* a) {
  std::int32_t pair;
  std::memcpy(&pair, a, sizeof pair);
  return hn::Set(Sums(), pair);
}

HWY_INLINE void finish(V sum, const float* scale, const float* bias, float* c,
                       std::size_t columns) {
  const Floats d;
  const auto numbers = hn::ConvertTo(d, sum);
  if (columns >= kLanes) {
    auto scaled = hn::Mul(numbers, hn::LoadU(d, scale));
    if (bias != nullptr) scaled = hn::Add(scaled, hn::LoadU(d, bias));
    return hn::StoreU(scaled, d, c);
  }
  HWY_ALIGN float each[kLanes];
  hn::Store(numbers, d, each);
  for (std::size_t j = 0; j < columns; ++j) {
    const float scaled = each[j] * scale[j];
    c[j] = bias == nullptr ? scaled : scaled + bias[j];
  }
}

/// A pair of each row, `a` and so many pairs apart, times a pair of rows of the panel.
template <int rows>
HWY_INLINE void add_pair(const std::int16_t* HWY_RESTRICT a, std::int64_t pairs,
                         const std::int8_t* HWY_RESTRICT b, V (&sums)[rows][2]) {
  const auto left = hn::PromoteTo(Factors(), hn::LoadU(Bytes(), b));
  const auto right = hn::PromoteTo(Factors(), hn::LoadU(Bytes(), b + 2 * kLanes));
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
    const auto x = hn::BitCast(Factors(), pair_of(a + i * 2 * pairs));
    sums[i][0] = add_products(sums[i][0], x, left);
    sums[i][1] = add_products(sums[i][1], x, right);
  }
}

/// Sums of every so manieth pair. An instruction that multiplies and adds takes four cycles until
/// the next one can go on with its sum: few rows would wait for it.
template <int rows>
constexpr int kChains = HWY_TARGET != HWY_AVX3_DL || rows > 3 ? 1
                        : rows == 1                           ? 4
                                                              : 2;

template <int rows>
void multiply(const ByteTile& t) {
  V chains[kChains<rows>][rows][2];
#pragma GCC unroll 4
  for (auto& sums : chains) {
#pragma GCC unroll 8
    for (auto& row : sums) row[0] = row[1] = hn::Zero(Sums());
  }
  const std::int64_t pairs = t.pairs;
  std::int64_t p = 0;
  for (; p + kChains<rows> <= pairs; p += kChains<rows>) {
#pragma GCC unroll 4
    for (int c = 0; c < kChains<rows>; ++c) {
      add_pair<rows>(t.a + 2 * (p + c), pairs, t.panel + 2 * kWidth * (p + c), chains[c]);
    }
  }
  auto& sums = chains[0];
  for (; p < pairs; ++p) add_pair<rows>(t.a + 2 * p, pairs, t.panel + 2 * kWidth * p, sums);
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 4
    for (int c = 1; c < kChains<rows>; ++c) {
      sums[i][0] = hn::Add(sums[i][0], chains[c][i][0]);
      sums[i][1] = hn::Add(sums[i][1], chains[c][i][1]);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < 2; ++j) {
      const std::int64_t column = j * std::int64_t{kLanes};
      if (column >= t.columns) continue;
      finish(sums[i][j], t.scale + column, t.bias == nullptr ? nullptr : t.bias + column,
             t.c + i * t.c_stride + column, static_cast<std::size_t>(t.columns - column));
    }
  }
}

#endif

template <int... row>
ByteTiles make(std::integer_sequence<int, row...>) {
  return {.width = kWidth, .rows = kRows, .tile = {multiply<row + 1>...}, .to_whole = to_whole};
}

const ByteTiles& tiles() {
  static const ByteTiles all = make(std::make_integer_sequence<int, kRows>());
  return all;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(tiles);

const ByteTiles& byte_tiles() {
  return HWY_DYNAMIC_DISPATCH(tiles)();
}

}  // namespace ganglion::kernels::simd
#endif

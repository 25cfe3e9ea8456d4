#include "ganglion/kernels/simd/philox_mask.h"

#include <bit>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/philox_mask.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D64 = hn::ScalableTag<std::uint64_t>;
using V64 = hn::Vec<D64>;

HWY_INLINE V64 set(std::uint64_t x) {
  return hn::Set(D64(), x);
}

/// The lower halves of the lanes multiplied in full.
HWY_INLINE V64 multiply(V64 a, V64 b) {
#if HWY_TARGET == HWY_SCALAR
  return set((hn::GetLane(a) & 0xFFFFFFFFU) * (hn::GetLane(b) & 0xFFFFFFFFU));
#else
  const hn::Repartition<std::uint32_t, D64> d32;
  return hn::MulEven(hn::BitCast(d32, a), hn::BitCast(d32, b));
#endif
}

/// `bits` in the lower half where the random number in the lower half reaches the threshold.
HWY_INLINE V64 keep(V64 number, V64 threshold, V64 bits) {
  // Both are below 2^32, so the difference is negative exactly where the number is smaller.
  const hn::RebindToSigned<D64> di;
  const V64 difference = hn::Sub(hn::ShiftRight<8>(number), threshold);
  const auto smaller = hn::MaskFromVec(hn::BroadcastSignBit(hn::BitCast(di, difference)));
  return hn::BitCast(D64(), hn::IfThenZeroElse(smaller, hn::BitCast(di, bits)));
}

/// One block of four numbers in each 64-bit lane: its 32-bit words lie in the lower halves. What
/// the upper halves hold means nothing until the end.
struct Blocks {
  V64 x0, x1, x2, x3;

  HWY_INLINE void mix(std::uint32_t k0, std::uint32_t k1) {
    const V64 a = multiply(set(0xD2511F53), x0);
    const V64 b = multiply(set(0xCD9E8D57), x2);
    x0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(b), x1), set(k0));
    x1 = b;
    x2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(a), x3), set(k1));
    x3 = a;
  }

  HWY_INLINE void store(std::uint64_t* out, V64 limit, V64 bits) const {
    const V64 low = set(0xFFFFFFFF);
    const auto kept = [&](V64 word) HWY_ATTR { return keep(hn::And(word, low), limit, bits); };
    const V64 y01 = hn::Or(kept(x0), hn::ShiftLeft<32>(kept(x1)));
    const V64 y23 = hn::Or(kept(x2), hn::ShiftLeft<32>(kept(x3)));
    hn::StoreInterleaved2(y01, y23, D64(), out);
  }
};

/// Two vectors of blocks at a time: each round waits for the one before, and two chains overlap.
void mask(float* dst, std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
          std::size_t blocks, std::uint32_t threshold, float kept) {
  const D64 d;
  const std::size_t lanes = hn::Lanes(d);
  const V64 bits = set(std::bit_cast<std::uint32_t>(kept));
  const V64 limit = set(threshold);
  const V64 low = set(0xFFFFFFFF);
  auto* out = reinterpret_cast<std::uint64_t*>(dst);
  const auto begin = [&](std::uint64_t block) HWY_ATTR {
    const V64 number = hn::Add(set(block), hn::Iota(d, 0));
    return Blocks{hn::And(number, low), hn::ShiftRight<32>(number), set(stream & 0xFFFFFFFF),
                  set(stream >> 32)};
  };
  for (std::size_t i = 0; i < blocks; i += 2 * lanes, out += 4 * lanes) {
    Blocks left = begin(first + i);
    Blocks right = begin(first + i + lanes);
    auto k0 = static_cast<std::uint32_t>(seed);
    auto k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      left.mix(k0, k1);
      right.mix(k0, k1);
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    left.store(out, limit, bits);
    right.store(out + 2 * lanes, limit, bits);
  }
}

PhiloxMask function() {
  return mask;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(function);

PhiloxMask find_philox_mask() {
  return HWY_DYNAMIC_DISPATCH(function)();
}

}  // namespace ganglion::kernels::simd
#endif

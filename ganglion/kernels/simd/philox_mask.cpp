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
  return set(hn::GetLane(a) * hn::GetLane(b));
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

/// One 64-bit lane for each block; its four 32-bit words x0 ... x3 lie in the lower halves.
void mask(float* dst, std::uint64_t seed, std::uint64_t stream, std::uint64_t first,
          std::size_t blocks, std::uint32_t threshold, float kept) {
  const D64 d;
  const V64 low = set(0xFFFFFFFF);
  const V64 bits = set(std::bit_cast<std::uint32_t>(kept));
  const V64 limit = set(threshold);
  auto* out = reinterpret_cast<std::uint64_t*>(dst);
  for (std::size_t i = 0; i < blocks; i += hn::Lanes(d), out += 2 * hn::Lanes(d)) {
    const V64 block = hn::Add(set(first + i), hn::Iota(d, 0));
    V64 x0 = hn::And(block, low);
    V64 x1 = hn::ShiftRight<32>(block);
    V64 x2 = set(stream & 0xFFFFFFFF);
    V64 x3 = set(stream >> 32);
    auto k0 = static_cast<std::uint32_t>(seed);
    auto k1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
      const V64 a = multiply(set(0xD2511F53), x0);
      const V64 b = multiply(set(0xCD9E8D57), x2);
      x0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(b), x1), set(k0));
      x1 = hn::And(b, low);
      x2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(a), x3), set(k1));
      x3 = hn::And(a, low);
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    const V64 y01 = hn::Or(keep(x0, limit, bits), hn::ShiftLeft<32>(keep(x1, limit, bits)));
    const V64 y23 = hn::Or(keep(x2, limit, bits), hn::ShiftLeft<32>(keep(x3, limit, bits)));
    hn::StoreInterleaved2(y01, y23, d, out);
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

#include "ganglion/kernels/simd/pool_halves.h"

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/pool_halves.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class V>
HWY_INLINE V larger_of(V best, V x) {
  return hn::IfThenElse(hn::Or(hn::Le(x, best), hn::IsNaN(best)), best, x);
}

/// If there is a NaN, it is the largest.
template <class V>
HWY_INLINE auto is_largest(V x, V most) {
  return hn::Or(hn::Eq(x, most), hn::IsNaN(x));
}

template <class D>
HWY_INLINE void largest_at(D d, const float* top, const float* bottom, float* y) {
  hn::Vec<D> a, b, c, e;
  hn::LoadInterleaved2(d, top, a, b);
  hn::LoadInterleaved2(d, bottom, c, e);
  hn::StoreU(larger_of(larger_of(a, c), larger_of(b, e)), d, y);
}

template <class D>
HWY_INLINE void gradient_at(D d, const float* top, const float* bottom, const float* dy,
                            float* dtop, float* dbottom) {
  hn::Vec<D> a, b, c, e;
  hn::LoadInterleaved2(d, top, a, b);
  hn::LoadInterleaved2(d, bottom, c, e);
  const auto most = larger_of(larger_of(a, b), larger_of(c, e));
  auto rest = hn::LoadU(d, dy);
  const auto take = [&](auto x) HWY_ATTR {
    const auto here = is_largest(x, most);
    const auto taken = hn::IfThenElseZero(here, rest);
    rest = hn::IfThenZeroElse(here, rest);
    return taken;
  };
  const auto da = take(a);
  const auto db = take(b);
  const auto dc = take(c);
  hn::StoreInterleaved2(da, db, d, dtop);
  hn::StoreInterleaved2(dc, rest, d, dbottom);
}

// Vectors of the full width, then of 4 at most for the short rows of small images, then one by
// one.
using Full = hn::ScalableTag<float>;
using Few = hn::CappedTag<float, 4>;
using One = hn::CappedTag<float, 1>;

void largest(const float* top, const float* bottom, float* y, std::size_t n) {
  const std::size_t lanes = hn::Lanes(Full());
  const std::size_t few = hn::Lanes(Few());
  std::size_t o = 0;
  for (; o + lanes <= n; o += lanes) largest_at(Full(), top + 2 * o, bottom + 2 * o, y + o);
  for (; o + few <= n; o += few) largest_at(Few(), top + 2 * o, bottom + 2 * o, y + o);
  for (; o < n; ++o) largest_at(One(), top + 2 * o, bottom + 2 * o, y + o);
}

void gradient(const float* top, const float* bottom, const float* dy, float* dtop, float* dbottom,
              std::size_t n) {
  const std::size_t lanes = hn::Lanes(Full());
  const std::size_t few = hn::Lanes(Few());
  const auto at = [&](auto d, std::size_t o) HWY_ATTR {
    gradient_at(d, top + 2 * o, bottom + 2 * o, dy + o, dtop + 2 * o, dbottom + 2 * o);
  };
  std::size_t o = 0;
  for (; o + lanes <= n; o += lanes) at(Full(), o);
  for (; o + few <= n; o += few) at(Few(), o);
  for (; o < n; ++o) at(One(), o);
}

PoolHalves functions() {
  return {largest, gradient};
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(functions);

PoolHalves pool_halves() {
  return HWY_DYNAMIC_DISPATCH(functions)();
}

}  // namespace ganglion::kernels::simd
#endif

#include "ganglion/kernels/simd/all_finite.h"

#include <cmath>
#include <cstddef>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/all_finite.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// 0 · x is NaN exactly where x is not finite, and NaN stays in a sum.
bool all_finite(const float* values, std::size_t count) {
  const hn::ScalableTag<float> d;
  const std::size_t lanes = hn::Lanes(d);
  const auto zero = hn::Zero(d);
  auto a = zero;
  auto b = zero;
  auto c = zero;
  auto e = zero;
  std::size_t i = 0;
  for (; i + 4 * lanes <= count; i += 4 * lanes) {
    a = hn::MulAdd(hn::LoadU(d, values + i), zero, a);
    b = hn::MulAdd(hn::LoadU(d, values + i + lanes), zero, b);
    c = hn::MulAdd(hn::LoadU(d, values + i + 2 * lanes), zero, c);
    e = hn::MulAdd(hn::LoadU(d, values + i + 3 * lanes), zero, e);
  }
  const float sum = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(a, b), hn::Add(c, e))));
  bool finite = sum == 0.0F;
  for (; i < count; ++i) finite = finite && std::isfinite(values[i]);
  return finite;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(all_finite);

bool all_finite(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(all_finite)(values.data(), values.size());
}

}  // namespace ganglion::kernels::simd
#endif

#include "ganglion/kernels/simd/sums.h"

#include <array>
#include <cmath>
#include <limits>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using Wide = hn::ScalableTag<double>;
using Narrow = hn::Rebind<float, Wide>;  // as many floats as there are doubles in a vector
using WideV = hn::Vec<Wide>;

HWY_INLINE WideV load(const float* src) {
  return hn::PromoteTo(Wide(), hn::LoadU(Narrow(), src));
}

/// Four sums side by side hide the latency of the addition.
double row(const float* src, std::size_t n) {
  const std::size_t lanes = hn::Lanes(Wide());
  WideV a = hn::Zero(Wide());
  WideV b = a;
  WideV c = a;
  WideV d = a;
  std::size_t i = 0;
  for (; i + 4 * lanes <= n; i += 4 * lanes) {
    a = hn::Add(a, load(src + i));
    b = hn::Add(b, load(src + i + lanes));
    c = hn::Add(c, load(src + i + 2 * lanes));
    d = hn::Add(d, load(src + i + 3 * lanes));
  }
  for (; i + lanes <= n; i += lanes) a = hn::Add(a, load(src + i));
  const WideV all = hn::Add(hn::Add(a, b), hn::Add(c, d));
  double sum = hn::GetLane(hn::SumOfLanes(Wide(), all));
  for (; i < n; ++i) sum += static_cast<double>(src[i]);
  return sum;
}

HWY_INLINE void store(WideV sum, float* dst) {
  hn::StoreU(hn::DemoteTo(Narrow(), sum), Narrow(), dst);
}

HWY_INLINE void four_columns(const float* src, float* dst, std::size_t rows, std::size_t stride) {
  const std::size_t lanes = hn::Lanes(Wide());
  WideV a = hn::Zero(Wide());
  WideV b = a;
  WideV c = a;
  WideV d = a;
  for (std::size_t i = 0; i < rows; ++i, src += stride) {
    a = hn::Add(a, load(src));
    b = hn::Add(b, load(src + lanes));
    c = hn::Add(c, load(src + 2 * lanes));
    d = hn::Add(d, load(src + 3 * lanes));
  }
  store(a, dst);
  store(b, dst + lanes);
  store(c, dst + 2 * lanes);
  store(d, dst + 3 * lanes);
}

HWY_INLINE void one_column(const float* src, float* dst, std::size_t rows, std::size_t stride) {
  WideV sum = hn::Zero(Wide());
  for (std::size_t i = 0; i < rows; ++i, src += stride) sum = hn::Add(sum, load(src));
  store(sum, dst);
}

/// Each column is summed from its first row to its last, whatever vector it lies in; so the last
/// vector may overlap the one before.
void columns(const float* src, float* dst, std::size_t rows, std::size_t stride,
             std::size_t count) {
  const std::size_t lanes = hn::Lanes(Wide());
  std::size_t j = 0;
  for (; j + 4 * lanes <= count; j += 4 * lanes) four_columns(src + j, dst + j, rows, stride);
  for (; j + lanes <= count; j += lanes) one_column(src + j, dst + j, rows, stride);
  if (j < count && count >= lanes) {
    one_column(src + count - lanes, dst + count - lanes, rows, stride);
    return;
  }
  for (; j < count; ++j) {
    double sum = 0.0;
    for (std::size_t i = 0; i < rows; ++i) sum += static_cast<double>(src[i * stride + j]);
    dst[j] = static_cast<float>(sum);
  }
}

/// A NaN, once met, stays; the comparison of Max would lose it.
float row_max(const float* src, std::size_t n) {
  const hn::ScalableTag<float> tag;
  using V = hn::Vec<hn::ScalableTag<float>>;
  const std::size_t lanes = hn::Lanes(tag);
  if (n >= lanes) {
    V most = hn::LoadU(tag, src);
    V undefined = hn::IfThenZeroElse(hn::Eq(most, most), most);
    const auto take = [&](const float* at) HWY_ATTR {
      const V x = hn::LoadU(tag, at);
      most = hn::Max(x, most);
      undefined = hn::IfThenElse(hn::Eq(x, x), undefined, x);
    };
    for (std::size_t i = lanes; i + lanes <= n; i += lanes) take(src + i);
    take(src + n - lanes);  // may overlap the one before: a maximum doesn't mind
    if (!hn::AllTrue(tag, hn::Eq(undefined, undefined)))
      return std::numeric_limits<float>::quiet_NaN();
    return hn::GetLane(hn::MaxOfLanes(tag, most));
  }
  float largest = -std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    largest = src[i] <= largest || std::isnan(largest) ? largest : src[i];
  }
  return largest;
}

Sums functions() {
  return {row, columns, row_max};
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(functions);

Sums sums() {
  return HWY_DYNAMIC_DISPATCH(functions)();
}

}  // namespace ganglion::kernels::simd
#endif

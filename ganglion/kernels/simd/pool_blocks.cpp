#include "ganglion/kernels/simd/pool_blocks.h"

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/pool_blocks.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<float, 8>;
using V = hn::Vec<D>;

struct Largest {
  static HWY_INLINE V join(V best, V x) {
    const auto keep = hn::Or(hn::Le(x, best), hn::Not(hn::Eq(best, best)));
    return hn::IfThenElse(keep, best, x);
  }
  static HWY_INLINE V finish(V joined, float) { return joined; }
};
struct Mean {
  static HWY_INLINE V join(V a, V b) { return hn::Add(a, b); }
  static HWY_INLINE V finish(V joined, float count) { return hn::Div(joined, hn::Set(D(), count)); }
};

/// `side` > 0: of the windows, which are squares.
template <class Join, std::int64_t side>
void pool_windows(const BlockWindows& w, float* y) {
  const D d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const std::int64_t rows = side > 0 ? side : w.rows;
  const std::int64_t columns = side > 0 ? side : w.columns;
  const auto places = static_cast<float>(rows * columns);
  for (std::int64_t p = 0; p < w.count; ++p, y += w.block) {
    for (std::int64_t i = 0; i < w.block; i += lanes) {
      const float* row = w.x + p * w.step + i;
      V joined = hn::LoadU(d, row);
      for (std::int64_t r = 0; r < rows; ++r, row += w.row_stride) {
        for (std::int64_t c = r == 0 ? 1 : 0; c < columns; ++c) {
          joined = Join::join(joined, hn::LoadU(d, row + c * w.block));
        }
      }
      hn::StoreU(Join::finish(joined, places), d, y + i);
    }
  }
}

template <class Join>
void pool(const BlockWindows& w, float* y) {
  w.rows == 2 && w.columns == 2 ? pool_windows<Join, 2>(w, y) : pool_windows<Join, 0>(w, y);
}

const PoolBlocks& functions() {
  static const PoolBlocks all = {pool<Largest>, pool<Mean>};
  return all;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(functions);

const PoolBlocks& pool_blocks() {
  return HWY_DYNAMIC_DISPATCH(functions)();
}

}  // namespace ganglion::kernels::simd
#endif

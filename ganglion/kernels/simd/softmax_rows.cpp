#include "ganglion/kernels/simd/softmax_rows.h"

#include <algorithm>
#include <limits>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/softmax_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "ganglion/kernels/simd/math-inl.h"
#include "ganglion/kernels/simd/loop-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

constexpr std::size_t kGroup = 64;   // rows whose logarithms are taken together
constexpr std::size_t kNarrow = 16;  // columns up to which rows are computed side by side

/// The last, cut vector of a row; lanes beyond it hold what changes neither the largest number nor
/// the sum.
HWY_INLINE V load_end(const float* src, std::size_t n) {
  const V inside = load_first(src, n);
  return hn::IfThenElse(hn::FirstN(D(), n), inside, hn::Neg(hn::Inf(D())));
}

HWY_INLINE float largest_of(const float* src, std::size_t n) {
  const std::size_t lanes = hn::Lanes(D());
  V largest = hn::Neg(hn::Inf(D()));
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) largest = hn::Max(hn::LoadU(D(), src + i), largest);
  if (i < n) largest = hn::Max(load_end(src + i, n - i), largest);
  return hn::GetLane(hn::MaxOfLanes(D(), largest));
}

/// Adds what the numbers x contribute to the sum of e^(x - largest). The largest ones contribute
/// exactly 1 and are counted apart, so that a sum just above 1 keeps all its digits.
HWY_INLINE V contribute(V x, V largest, V& sum, V& ties) {
  const V e = exp(hn::Sub(x, largest));
  const auto tie = hn::Eq(x, largest);
  sum = hn::Add(sum, hn::IfThenZeroElse(tie, e));
  ties = hn::Add(ties, hn::IfThenElseZero(tie, set(1.0F)));
  return e;
}

/// The sum of e^(x - largest) over a row, less 1. With kStore the summands are stored.
template <bool kStore>
HWY_INLINE float sum_less_one(const float* src, float* dst, std::size_t n, float largest) {
  const std::size_t lanes = hn::Lanes(D());
  const V top = set(largest);
  V sum = hn::Zero(D());
  V ties = sum;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const V e = contribute(hn::LoadU(D(), src + i), top, sum, ties);
    if constexpr (kStore) hn::StoreU(e, D(), dst + i);
  }
  if (i < n) {
    const V e = contribute(load_end(src + i, n - i), top, sum, ties);
    if constexpr (kStore) store_first(e, dst + i, n - i);
  }
  const float others = hn::GetLane(hn::SumOfLanes(D(), sum));
  // An infinite largest number makes the whole row NaN, as e^(inf - inf) does.
  const float undefined = largest - largest;
  return others + (hn::GetLane(hn::SumOfLanes(D(), ties)) - 1.0F) + undefined;
}

/// Narrow rows side by side, one in each lane: a row of ten would leave most lanes of its last
/// vector idle, and spend its time on sums across lanes. What a row gives doesn't depend on its
/// lane.
struct SideBySide {
  HWY_ALIGN float numbers[kNarrow * hn::MaxLanes(D())];

  HWY_INLINE void load(const float* src, std::size_t rows, std::size_t columns) {
    const std::size_t lanes = hn::Lanes(D());
    for (std::size_t r = 0; r < lanes; ++r) {
      const float* row = src + std::min(r, rows - 1) * columns;
      for (std::size_t j = 0; j < columns; ++j) numbers[j * lanes + r] = row[j];
    }
  }

  HWY_INLINE void store(float* dst, std::size_t rows, std::size_t columns) const {
    const std::size_t lanes = hn::Lanes(D());
    for (std::size_t r = 0; r < rows; ++r, dst += columns) {
      for (std::size_t j = 0; j < columns; ++j) dst[j] = numbers[j * lanes + r];
    }
  }

  HWY_INLINE V largest(std::size_t columns) const {
    const std::size_t lanes = hn::Lanes(D());
    V result = hn::Neg(hn::Inf(D()));
    for (std::size_t j = 0; j < columns; ++j)
      result = hn::Max(hn::Load(D(), numbers + j * lanes), result);
    return result;
  }

  /// As the function of that name, of each row; the summands take the place of the numbers.
  HWY_INLINE V sum_less_one(std::size_t columns, V top) {
    const std::size_t lanes = hn::Lanes(D());
    V sum = hn::Zero(D());
    V ties = sum;
    for (std::size_t j = 0; j < columns; ++j) {
      const V e = contribute(hn::Load(D(), numbers + j * lanes), top, sum, ties);
      hn::Store(e, D(), numbers + j * lanes);
    }
    return hn::Add(hn::Add(sum, hn::Sub(ties, set(1.0F))), hn::Sub(top, top));
  }
};

/// Of a group of rows: the largest number of each, and log(sum of e^(x - largest)).
struct Group {
  HWY_ALIGN float largest[kGroup];
  HWY_ALIGN float log_sum[kGroup];

  HWY_INLINE void read(const float* src, std::size_t rows, std::size_t columns) {
    const std::size_t lanes = hn::Lanes(D());
    if (columns <= kNarrow) {
      read_narrow(src, rows, columns);
    } else {
      for (std::size_t r = 0; r < rows; ++r, src += columns) {
        largest[r] = largest_of(src, columns);
        log_sum[r] = sum_less_one<false>(src, nullptr, columns, largest[r]);
      }
      for (std::size_t r = rows; r % lanes != 0; ++r) log_sum[r] = 0.0F;
    }
    for (std::size_t r = 0; r < rows; r += lanes) {
      hn::Store(log1p(hn::Load(D(), log_sum + r)), D(), log_sum + r);
    }
  }

  HWY_INLINE void read_narrow(const float* src, std::size_t rows, std::size_t columns) {
    const std::size_t lanes = hn::Lanes(D());
    SideBySide side;
    for (std::size_t r = 0; r < rows; r += lanes) {
      side.load(src + r * columns, std::min(lanes, rows - r), columns);
      const V top = side.largest(columns);
      hn::Store(top, D(), largest + r);
      hn::Store(side.sum_less_one(columns, top), D(), log_sum + r);
    }
  }
};

HWY_INLINE void narrow_softmax(const float* src, float* dst, std::size_t rows,
                               std::size_t columns) {
  const std::size_t lanes = hn::Lanes(D());
  SideBySide side;
  for (std::size_t r = 0; r < rows; r += lanes) {
    const std::size_t count = std::min(lanes, rows - r);
    side.load(src + r * columns, count, columns);
    const V others = side.sum_less_one(columns, side.largest(columns));
    const V scale = hn::Div(set(1.0F), hn::Add(set(1.0F), others));
    for (std::size_t j = 0; j < columns; ++j) {
      float* numbers = side.numbers + j * lanes;
      hn::Store(hn::Mul(hn::Load(D(), numbers), scale), D(), numbers);
    }
    side.store(dst + r * columns, count, columns);
  }
}

void softmax(const float* src, float* dst, std::size_t rows, std::size_t columns) {
  if (columns <= kNarrow) return narrow_softmax(src, dst, rows, columns);
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t r = 0; r < rows; ++r, src += columns, dst += columns) {
    const float others = sum_less_one<true>(src, dst, columns, largest_of(src, columns));
    const V scale = set(1.0F / (1.0F + others));
    std::size_t i = 0;
    for (; i + lanes <= columns; i += lanes) {
      hn::StoreU(hn::Mul(hn::LoadU(D(), dst + i), scale), D(), dst + i);
    }
    const std::size_t rest = columns - i;
    if (rest > 0) store_first(hn::Mul(load_first(dst + i, rest), scale), dst + i, rest);
  }
}

void log_softmax(const float* src, float* dst, std::size_t rows, std::size_t columns) {
  const std::size_t lanes = hn::Lanes(D());
  Group group;
  for (std::size_t r = 0; r < rows; ++r, src += columns, dst += columns) {
    if (r % kGroup == 0) group.read(src, std::min(kGroup, rows - r), columns);
    const V largest = set(group.largest[r % kGroup]);
    const V log_sum = set(group.log_sum[r % kGroup]);
    std::size_t i = 0;
    for (; i + lanes <= columns; i += lanes) {
      hn::StoreU(hn::Sub(hn::Sub(hn::LoadU(D(), src + i), largest), log_sum), D(), dst + i);
    }
    const std::size_t rest = columns - i;
    if (rest == 0) continue;
    const V x = load_first(src + i, rest);
    store_first(hn::Sub(hn::Sub(x, largest), log_sum), dst + i, rest);
  }
}

void cross_entropy(const float* src, const std::int32_t* labels, float* dst, std::size_t rows,
                   std::size_t columns) {
  Group group;
  for (std::size_t r = 0; r < rows; ++r, src += columns) {
    if (r % kGroup == 0) group.read(src, std::min(kGroup, rows - r), columns);
    const auto label = static_cast<std::size_t>(labels[r]);
    const bool known = labels[r] >= 0 && label < columns;
    const float logit = known ? src[label] : -std::numeric_limits<float>::infinity();
    dst[r] = (group.largest[r % kGroup] - logit) + group.log_sum[r % kGroup];
  }
}

SoftmaxRows softmax_functions() {
  return {softmax, log_softmax};
}

CrossEntropyRows cross_entropy_function() {
  return cross_entropy;
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(softmax_functions);
HWY_EXPORT(cross_entropy_function);

SoftmaxRows softmax_rows() {
  return HWY_DYNAMIC_DISPATCH(softmax_functions)();
}

CrossEntropyRows cross_entropy_rows() {
  return HWY_DYNAMIC_DISPATCH(cross_entropy_function)();
}

}  // namespace ganglion::kernels::simd
#endif

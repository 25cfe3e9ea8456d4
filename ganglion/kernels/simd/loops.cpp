#include "ganglion/kernels/simd/loops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/loops.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "ganglion/kernels/simd/math-inl.h"
#include "ganglion/kernels/simd/loop-inl.h"
#include "ganglion/kernels/simd/functions-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

/// Pointers and numbers are copied first: the compiler must not think that a store changes them.
template <class F, unsigned kScalars, std::size_t... k>
HWY_INLINE void run(float* dst, const float* const* src, float parameter, std::size_t n,
                    std::index_sequence<k...>) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const std::array<const float*, sizeof...(k)> from = {src[k]...};
  const std::array<float, sizeof...(k)> number = {((kScalars >> k & 1U) != 0 ? *src[k] : 0.0F)...};
  const V p = set(parameter);
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    hn::StoreU(
        F::apply(p, ((kScalars >> k & 1U) != 0 ? set(number[k]) : hn::LoadU(d, from[k] + i))...), d,
        dst + i);
  }
  if (i == n) return;
  const std::size_t rest = n - i;
  store_first(
      F::apply(p, ((kScalars >> k & 1U) != 0 ? set(number[k]) : load_first(from[k] + i, rest))...),
      dst + i, rest);
}

template <class F, unsigned kScalars>
void loop(float* dst, const float* const* src, float parameter, std::size_t n) {
  run<F, kScalars>(dst, src, parameter, n, std::make_index_sequence<F::kArity>());
}

template <class F, unsigned... scalars>
Loop choose(unsigned wanted, std::integer_sequence<unsigned, scalars...>) {
  static constexpr std::array<Loop, sizeof...(scalars)> kLoops = {loop<F, scalars>...};
  return kLoops[wanted];
}
template <class F>
Loop choose(unsigned wanted) {
  return choose<F>(wanted, std::make_integer_sequence<unsigned, 1U << F::kArity>());
}

/// No vector form: few programs need it, and those for something small.
template <unsigned... scalars>
Loop choose_power(unsigned wanted, std::integer_sequence<unsigned, scalars...>) {
  static constexpr std::array<Loop, sizeof...(scalars)> kLoops = {
      [](float* dst, const float* const* src, float, std::size_t n) {
        const float a = *src[0];
        const float b = *src[1];
        for (std::size_t i = 0; i < n; ++i) {
          dst[i] =
              std::pow((scalars & 1U) != 0 ? a : src[0][i], (scalars & 2U) != 0 ? b : src[1][i]);
        }
      }...};
  return kLoops[wanted];
}

Loop find(Code code, unsigned scalars) {
  switch (code) {
    case Code::copy:
      return choose<Copy>(scalars);
    case Code::add:
      return choose<Add>(scalars);
    case Code::sub:
      return choose<Sub>(scalars);
    case Code::mul:
      return choose<Mul>(scalars);
    case Code::div:
      return choose<Div>(scalars);
    case Code::power:
      return choose_power(scalars, std::make_integer_sequence<unsigned, 4>());
    case Code::maximum:
      return choose<Maximum>(scalars);
    case Code::minimum:
      return choose<Minimum>(scalars);
    case Code::greater:
      return choose<Greater>(scalars);
    case Code::equal:
      return choose<Equal>(scalars);
    case Code::select:
      return choose<Select>(scalars);
    case Code::neg:
      return choose<Neg>(scalars);
    case Code::abs:
      return choose<Abs>(scalars);
    case Code::sign:
      return choose<Sign>(scalars);
    case Code::exp:
      return choose<Exp>(scalars);
    case Code::expm1:
      return choose<Expm1>(scalars);
    case Code::log:
      return choose<Log>(scalars);
    case Code::log1p:
      return choose<Log1p>(scalars);
    case Code::sqrt:
      return choose<Sqrt>(scalars);
    case Code::tanh:
      return choose<Tanh>(scalars);
    case Code::sigmoid:
      return choose<Sigmoid>(scalars);
    case Code::erf:
      return choose<Erf>(scalars);
    case Code::relu:
      return choose<Relu>(scalars);
    case Code::leaky_relu:
      return choose<LeakyRelu>(scalars);
    case Code::elu:
      return choose<Elu>(scalars);
    case Code::softplus:
      return choose<Softplus>(scalars);
    case Code::sigmoid_cross_entropy:
      return choose<SigmoidCrossEntropy>(scalars);
    case Code::reciprocal:
      return choose<Reciprocal>(scalars);
    case Code::inverse_sqrt:
      return choose<InverseSqrt>(scalars);
    case Code::mul_add:
      return choose<MulAdd>(scalars);
    case Code::mul_sub:
      return choose<MulSub>(scalars);
    case Code::neg_mul_add:
      return choose<NegMulAdd>(scalars);
    case Code::mul_mul_add:
      return choose<MulMulAdd>(scalars);
    case Code::lerp:
      return choose<Lerp>(scalars);
    case Code::div_root:
      return choose<DivRoot>(scalars);
  }
  return nullptr;
}

template <std::size_t kCount>
HWY_INLINE V tree(const float* const* src, std::size_t i) {
  if constexpr (kCount == 1) {
    return hn::LoadU(D(), src[0] + i);
  } else {
    return hn::Add(tree<kCount / 2>(src, i), tree<kCount / 2>(src + kCount / 2, i));
  }
}

template <std::size_t kCount>
float tree_single(const float* const* src, std::size_t i) {
  if constexpr (kCount == 1) {
    return src[0][i];
  } else {
    return tree_single<kCount / 2>(src, i) + tree_single<kCount / 2>(src + kCount / 2, i);
  }
}

template <std::size_t kCount>
void tree_sum(float* dst, const float* const* src, std::size_t start, std::size_t n) {
  const std::size_t lanes = hn::Lanes(D());
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) hn::StoreU(tree<kCount>(src, start + i), D(), dst + i);
  for (; i < n; ++i) dst[i] = tree_single<kCount>(src, start + i);
}

TreeSum find_tree(std::int64_t count) {
  switch (count) {
    case 1:
      return tree_sum<1>;
    case 2:
      return tree_sum<2>;
    case 4:
      return tree_sum<4>;
    case 8:
      return tree_sum<8>;
    case 16:
      return tree_sum<16>;
    case 32:
      return tree_sum<32>;
    case 64:
      return tree_sum<64>;
    default:
      return nullptr;
  }
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(find);
HWY_EXPORT(find_tree);

Loop find_loop(Code code, unsigned scalars) {
  return HWY_DYNAMIC_DISPATCH(find)(code, scalars);
}

TreeSum find_tree_sum(std::int64_t count) {
  return HWY_DYNAMIC_DISPATCH(find_tree)(count);
}

void stretch(float* dst, const float* src, std::size_t start, std::size_t n, std::size_t run,
             std::size_t period) {
  std::size_t at = start / run % period;
  std::size_t left = run - start % run;
  while (n > 0) {
    const std::size_t count = run == 1 ? std::min(n, period - at) : std::min(n, left);
    if (run == 1) {
      std::memcpy(dst, src + at, count * sizeof(float));
      at = 0;
    } else {
      std::fill_n(dst, count, src[at]);
      at = at + 1 == period ? 0 : at + 1;
      left = run;
    }
    dst += count;
    n -= count;
  }
}

}  // namespace ganglion::kernels::simd
#endif

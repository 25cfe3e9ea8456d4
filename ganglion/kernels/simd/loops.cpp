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
Loop choose_of(unsigned wanted, std::integer_sequence<unsigned, scalars...>) {
  static constexpr std::array<Loop, sizeof...(scalars)> kLoops = {loop<F, scalars>...};
  return kLoops[wanted];
}
template <class F>
Loop choose(unsigned wanted) {
  return choose_of<F>(wanted, std::make_integer_sequence<unsigned, 1U << F::kArity>());
}

/// No vector form: few programs need it, and those for something small.
template <unsigned... scalars>
Loop choose_power_of(unsigned wanted, std::integer_sequence<unsigned, scalars...>) {
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

Loop choose_power(unsigned wanted) {
  return choose_power_of(wanted, std::make_integer_sequence<unsigned, 4>());
}

/// Everything is loaded before anything is stored: results may lie on operands.
void adam(float* dst, const float* const* src, float, std::size_t n) {
  const D d;
  const std::size_t lanes = hn::Lanes(d);
  const V rate_1 = set(*src[1]);
  const V rate_2 = set(*src[4]);
  const V step = set(*src[6]);
  const V epsilon = set(*src[7]);
  const auto update = [&](V m, V g, V v, V p, V& new_m, V& new_v) HWY_ATTR {
    new_m = Lerp::apply(p, m, rate_1, g);
    new_v = LerpProduct::apply(p, v, rate_2, g, g);
    return SubDivRoot::apply(p, p, step, new_m, new_v, epsilon);
  };
  const float *m = src[0], *g = src[2], *v = src[3], *p = src[5];
  auto* to_m = const_cast<float*>(src[8]);
  auto* to_v = const_cast<float*>(src[9]);
  V new_m, new_v;
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    const V new_p = update(hn::LoadU(d, m + i), hn::LoadU(d, g + i), hn::LoadU(d, v + i),
                           hn::LoadU(d, p + i), new_m, new_v);
    hn::StoreU(new_m, d, to_m + i);
    hn::StoreU(new_v, d, to_v + i);
    hn::StoreU(new_p, d, dst + i);
  }
  if (i == n) return;
  const std::size_t rest = n - i;
  const V new_p = update(load_first(m + i, rest), load_first(g + i, rest), load_first(v + i, rest),
                         load_first(p + i, rest), new_m, new_v);
  store_first(new_m, to_m + i, rest);
  store_first(new_v, to_v + i, rest);
  store_first(new_p, dst + i, rest);
}

Loop choose_adam(unsigned /*scalars*/) {
  return adam;
}

struct Chooser {
  Code code;
  Loop (*choose)(unsigned scalars);
};

constexpr std::array kChoosers = {
    Chooser{Code::copy, choose<Copy>},
    Chooser{Code::add, choose<Add>},
    Chooser{Code::sub, choose<Sub>},
    Chooser{Code::mul, choose<Mul>},
    Chooser{Code::div, choose<Div>},
    Chooser{Code::power, choose_power},
    Chooser{Code::maximum, choose<Maximum>},
    Chooser{Code::minimum, choose<Minimum>},
    Chooser{Code::greater, choose<Greater>},
    Chooser{Code::equal, choose<Equal>},
    Chooser{Code::select, choose<Select>},
    Chooser{Code::neg, choose<Neg>},
    Chooser{Code::abs, choose<Abs>},
    Chooser{Code::sign, choose<Sign>},
    Chooser{Code::round_bf16, choose<RoundBf16>},
    Chooser{Code::exp, choose<Exp>},
    Chooser{Code::expm1, choose<Expm1>},
    Chooser{Code::log, choose<Log>},
    Chooser{Code::log1p, choose<Log1p>},
    Chooser{Code::sqrt, choose<Sqrt>},
    Chooser{Code::tanh, choose<Tanh>},
    Chooser{Code::sigmoid, choose<Sigmoid>},
    Chooser{Code::erf, choose<Erf>},
    Chooser{Code::relu, choose<Relu>},
    Chooser{Code::leaky_relu, choose<LeakyRelu>},
    Chooser{Code::elu, choose<Elu>},
    Chooser{Code::softplus, choose<Softplus>},
    Chooser{Code::sigmoid_cross_entropy, choose<SigmoidCrossEntropy>},
    Chooser{Code::reciprocal, choose<Reciprocal>},
    Chooser{Code::inverse_sqrt, choose<InverseSqrt>},
    Chooser{Code::mul_add, choose<MulAdd>},
    Chooser{Code::mul_sub, choose<MulSub>},
    Chooser{Code::neg_mul_add, choose<NegMulAdd>},
    Chooser{Code::mul_mul_add, choose<MulMulAdd>},
    Chooser{Code::lerp, choose<Lerp>},
    Chooser{Code::div_root, choose<DivRoot>},
    Chooser{Code::lerp_product, choose<LerpProduct>},
    Chooser{Code::sub_div_root, choose<SubDivRoot>},
    Chooser{Code::adam, choose_adam},
};

Loop find(Code code, unsigned scalars) {
  for (const Chooser& chooser : kChoosers) {
    if (chooser.code == code) return chooser.choose(scalars);
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
  const Loop repeat = find_loop(Code::copy, 1);
  std::size_t at = start / run % period;
  std::size_t left = run - start % run;
  while (n > 0) {
    const std::size_t count = run == 1 ? std::min(n, period - at) : std::min(n, left);
    if (run == 1) {
      std::memcpy(dst, src + at, count * sizeof(float));
      at = 0;
    } else {
      const float* number = src + at;
      repeat(dst, &number, 0.0F, count);
      at = at + 1 == period ? 0 : at + 1;
      left = run;
    }
    dst += count;
    n -= count;
  }
}

}  // namespace ganglion::kernels::simd
#endif

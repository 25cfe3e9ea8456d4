#include "ganglion/kernels/simd/loops.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <span>
#include <utility>

#include "ganglion/kernels/simd/targets.h"
#include "ganglion/ops/op_defs.h"

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
    new_m = Function<kLerp>::apply(p, m, rate_1, g);
    new_v = Function<kLerpProduct>::apply(p, v, rate_2, g, g);
    return Function<kSubDivRoot>::apply(p, p, step, new_m, new_v, epsilon);
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
  const OpDef* instruction;
  Loop (*choose)(unsigned scalars);
};

template <const OpDef& instruction>
constexpr Chooser chooser() {
  if constexpr (requires { Function<instruction>::kArity; }) {
    return {&instruction, choose<Function<instruction>>};
  }
  return {&instruction, nullptr};
}

template <const auto& list, std::size_t... i>
constexpr std::array<Chooser, sizeof...(i)> choosers(std::index_sequence<i...>) {
  return {chooser<*list[i]>()...};
}

constexpr std::array kOwn = {&kCopy,    &kReciprocal,  &kInverseSqrt, &kMulAdd,
                             &kMulSub,  &kNegMulAdd,   &kMulMulAdd,   &kLerp,
                             &kDivRoot, &kLerpProduct, &kSubDivRoot};

Loop find(const OpDef* instruction, unsigned scalars) {
  static constexpr auto kOfOps =
      choosers<ops::kAllOps>(std::make_index_sequence<ops::kAllOps.size()>());
  static constexpr auto kOthers = choosers<kOwn>(std::make_index_sequence<kOwn.size()>());
  static constexpr std::array kByHand = {Chooser{&ops::kPow, choose_power},
                                         Chooser{&kAdamStep, choose_adam}};
  for (std::span<const Chooser> list :
       {std::span<const Chooser>(kByHand), std::span<const Chooser>(kOthers),
        std::span<const Chooser>(kOfOps)}) {
    for (const Chooser& chooser : list) {
      if (chooser.instruction == instruction && chooser.choose != nullptr)
        return chooser.choose(scalars);
    }
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

const OpDef kCopy = {.name = "copy", .infer = nullptr};
const OpDef kReciprocal = {.name = "reciprocal", .infer = nullptr};
const OpDef kInverseSqrt = {.name = "inverse_sqrt", .infer = nullptr};
const OpDef kMulAdd = {.name = "mul_add", .infer = nullptr};
const OpDef kMulSub = {.name = "mul_sub", .infer = nullptr};
const OpDef kNegMulAdd = {.name = "neg_mul_add", .infer = nullptr};
const OpDef kMulMulAdd = {.name = "mul_mul_add", .infer = nullptr};
const OpDef kLerp = {.name = "lerp", .infer = nullptr};
const OpDef kDivRoot = {.name = "div_root", .infer = nullptr};
const OpDef kLerpProduct = {.name = "lerp_product", .infer = nullptr};
const OpDef kSubDivRoot = {.name = "sub_div_root", .infer = nullptr};
const OpDef kAdamStep = {.name = "adam_step", .infer = nullptr};

Loop find_loop(const OpDef& instruction, unsigned scalars) {
  return HWY_DYNAMIC_DISPATCH(find)(&instruction, scalars);
}

TreeSum find_tree_sum(std::int64_t count) {
  return HWY_DYNAMIC_DISPATCH(find_tree)(count);
}

void stretch(float* dst, const float* src, std::size_t start, std::size_t n, std::size_t run,
             std::size_t period) {
  const Loop repeat = find_loop(kCopy, 1);
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

#include "ganglion/kernels/simd/recurrent_rows.h"

#include <algorithm>

#include "ganglion/kernels/simd/targets.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "ganglion/kernels/simd/recurrent_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include "ganglion/kernels/simd/math-inl.h"
#include "ganglion/kernels/simd/loop-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {
namespace {

using F = ops::CellActivation;

HWY_INLINE V load(const float* src, std::size_t count) {
  return count >= hn::Lanes(D()) ? hn::LoadU(D(), src) : load_first(src, count);
}
HWY_INLINE void store(V v, float* dst, std::size_t count) {
  if (count >= hn::Lanes(D())) return hn::StoreU(v, D(), dst);
  store_first(v, dst, count);
}

/// x cut to [0, 1]; a NaN stays one.
HWY_INLINE V hard(V x, float slope) {
  return clamp(hn::MulAdd(x, set(slope), set(0.5F)), 0.0F, 1.0F);
}

template <F f>
HWY_INLINE V activated(V x) {
  if constexpr (f == F::tanh) return tanh(x);
  if constexpr (f == F::sigmoid) return sigmoid(x);
  if constexpr (f == F::relu) return hn::IfThenZeroElse(hn::Lt(x, hn::Zero(D())), x);
  if constexpr (f == F::hard_sigmoid) return hard(x, 1.0F / 6.0F);
  if constexpr (f == F::hard_sigmoid_02) return hard(x, 0.2F);
  return x;
}

/// The derivative where the activation gave y.
template <F f>
HWY_INLINE V slope_at(V y) {
  const V one = set(1.0F);
  if constexpr (f == F::tanh) return hn::NegMulAdd(y, y, one);
  if constexpr (f == F::sigmoid) return hn::Mul(y, hn::Sub(one, y));
  if constexpr (f == F::relu) return hn::IfThenElseZero(hn::Gt(y, hn::Zero(D())), one);
  if constexpr (f == F::hard_sigmoid || f == F::hard_sigmoid_02) {
    const auto inside = hn::And(hn::Gt(y, hn::Zero(D())), hn::Lt(y, one));
    return hn::IfThenElseZero(inside, set(f == F::hard_sigmoid ? 1.0F / 6.0F : 0.2F));
  }
  return one;
}

template <F f>
struct Activated {
  static void run(const float* x, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
      store(activated<f>(load(x + i, n - i)), to + i, n - i);
    }
  }
};

template <F f>
struct ActivatedSum {
  static void run(const float* x, const float* y, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
      store(activated<f>(hn::Add(load(x + i, n - i), load(y + i, n - i))), to + i, n - i);
    }
  }
};

template <F f>
struct Slope {
  static void run(const float* dy, const float* y, float* to, std::size_t n) {
    for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
      store(hn::Mul(load(dy + i, n - i), slope_at<f>(load(y + i, n - i))), to + i, n - i);
    }
  }
};

/// The loop of that activation.
template <template <F> class Loop, class... Arguments>
void dispatch(F f, Arguments... arguments) {
  switch (f) {
    case F::tanh:
      return Loop<F::tanh>::run(arguments...);
    case F::sigmoid:
      return Loop<F::sigmoid>::run(arguments...);
    case F::relu:
      return Loop<F::relu>::run(arguments...);
    case F::linear:
      return Loop<F::linear>::run(arguments...);
    case F::hard_sigmoid:
      return Loop<F::hard_sigmoid>::run(arguments...);
    case F::hard_sigmoid_02:
      return Loop<F::hard_sigmoid_02>::run(arguments...);
  }
}

void activate(F f, const float* x, float* to, std::size_t n) {
  dispatch<Activated>(f, x, to, n);
}
void activate_sum(F f, const float* x, const float* y, float* to, std::size_t n) {
  dispatch<ActivatedSum>(f, x, y, to, n);
}
void slope(F f, const float* dy, const float* y, float* to, std::size_t n) {
  dispatch<Slope>(f, dy, y, to, n);
}

void multiply(const float* x, const float* y, float* to, std::size_t n) {
  for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
    store(hn::Mul(load(x + i, n - i), load(y + i, n - i)), to + i, n - i);
  }
}

void add(const float* x, float* to, std::size_t n) {
  for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
    store(hn::Add(load(to + i, n - i), load(x + i, n - i)), to + i, n - i);
  }
}

void multiply_add(const float* x, const float* y, float* to, std::size_t n) {
  for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
    const V sum = hn::MulAdd(load(x + i, n - i), load(y + i, n - i), load(to + i, n - i));
    store(sum, to + i, n - i);
  }
}

void cell_state(const float* i, const float* f, const float* g, const float* c, float* to,
                std::size_t n) {
  for (std::size_t j = 0; j < n; j += hn::Lanes(D())) {
    const V kept = hn::Mul(load(f + j, n - j), load(c + j, n - j));
    store(hn::MulAdd(load(i + j, n - j), load(g + j, n - j), kept), to + j, n - j);
  }
}

void blend(const float* z, const float* h, const float* g, float* to, std::size_t n) {
  for (std::size_t i = 0; i < n; i += hn::Lanes(D())) {
    const V share = load(z + i, n - i);
    const V kept = hn::Mul(share, load(h + i, n - i));
    store(hn::MulAdd(hn::Sub(set(1.0F), share), load(g + i, n - i), kept), to + i, n - i);
  }
}

void lstm_back(const RecurrentBack::LstmBack& step) {
  const std::size_t n = step.n;
  for (std::size_t j = 0; j < n; j += hn::Lanes(D())) {
    const std::size_t count = n - j;
    const float* gate = step.gates + j;
    float* to = step.d_gates + j;
    const V i = load(gate, count);
    const V f = load(gate + n, count);
    const V g = load(gate + 2 * n, count);
    const V o = load(gate + 3 * n, count);
    const V by_c = hn::MulAdd(load(step.d_s + j, count), o, load(step.d_c + j, count));
    store(hn::Mul(by_c, g), to, count);
    store(hn::Mul(by_c, load(step.before + j, count)), to + n, count);
    store(hn::Mul(by_c, i), to + 2 * n, count);
    store(hn::Mul(load(step.d_h + j, count), load(step.s + j, count)), to + 3 * n, count);
    store(hn::Mul(by_c, f), step.d_c + j, count);
  }
}

void gru_back(const RecurrentBack::GruBack& step) {
  const std::size_t n = step.n;
  for (std::size_t j = 0; j < n; j += hn::Lanes(D())) {
    const std::size_t count = n - j;
    const V z = load(step.gates + j, count);
    const V g = load(step.gates + 2 * n + j, count);
    const V d_h = load(step.d_h + j, count);
    store(hn::Mul(d_h, hn::Sub(load(step.h + j, count), g)), step.d_gates + j, count);
    store(hn::Mul(d_h, hn::Sub(set(1.0F), z)), step.d_gates + 2 * n + j, count);
    store(hn::Mul(d_h, z), step.d_h + j, count);
  }
}

RecurrentRows rows() {
  return {activate, activate_sum, multiply, cell_state, blend, slope, add, multiply_add};
}

RecurrentBack back() {
  return {lstm_back, gru_back};
}

}  // namespace
}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ganglion::kernels::simd {

HWY_EXPORT(rows);
HWY_EXPORT(back);

RecurrentRows recurrent_rows() {
  return HWY_DYNAMIC_DISPATCH(rows)();
}

RecurrentBack recurrent_back() {
  return HWY_DYNAMIC_DISPATCH(back)();
}

}  // namespace ganglion::kernels::simd
#endif

// Functions on vectors of f32. Included once for each instruction set (hence no #pragma once),
// after <hwy/highway.h>. Every function takes any argument: infinite and tiny ones give what
// <cmath> gives, and a NaN gives a NaN.
//
// The polynomials are weighted minimax fits made for this file (Lawson's iteration in 40 digits);
// their own error is below 2e-8 relative, so what is left is rounding: a few units in the last
// place.
#if defined(GANGLION_KERNELS_SIMD_MATH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GANGLION_KERNELS_SIMD_MATH_INL_H_
#undef GANGLION_KERNELS_SIMD_MATH_INL_H_
#else
#define GANGLION_KERNELS_SIMD_MATH_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

HWY_INLINE V set(float x) {
  return hn::Set(D(), x);
}

/// first + x * (second + x * (...)): Horner's rule.
HWY_INLINE V polynomial(V, float last) {
  return set(last);
}
template <class... Rest>
HWY_INLINE V polynomial(V x, float first, Rest... rest) {
  return hn::MulAdd(polynomial(x, rest...), x, set(first));
}

/// 2^n for whole n in [-126, 127].
HWY_INLINE V power_of_two(V n) {
  const hn::RebindToSigned<D> di;
  const auto biased = hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127));
  return hn::BitCast(D(), hn::ShiftLeft<23>(biased));
}

/// x = n ln 2 + r with whole n and |r| <= ln(2) / 2.
struct Reduced {
  V n, r;
};
HWY_INLINE Reduced reduce(V x) {
  const V n = hn::Round(hn::Mul(x, set(1.44269504F)));
  // ln 2 in two parts; the first has zeros at its end, so that n times it is exact.
  const V r = hn::NegMulAdd(n, set(0.693359375F), x);
  return {n, hn::NegMulAdd(n, set(-2.12194440e-4F), r)};
}

/// e^r - 1 for |r| <= ln(2) / 2.
HWY_INLINE V expm1_reduced(V r) {
  const V q = polynomial(r, 5.000000063e-01F, 1.666654171e-01F, 4.166627807e-02F, 8.366755735e-03F,
                         1.394674518e-03F);
  return hn::MulAdd(hn::Mul(r, r), q, r);
}

HWY_INLINE V clamp(V x, float lowest, float highest) {
  const V y = hn::Min(hn::Max(x, set(lowest)), set(highest));
  return hn::IfThenElse(hn::IsNaN(x), x, y);
}

HWY_INLINE V exp(V x) {
  // What comes out as 0 is put aside: a product too small for f32 costs the processor far more than
  // all the rest.
  const auto none = hn::Lt(x, set(-103.98F));
  const V highest = set(89.0F);
  const auto [n, r] =
      reduce(hn::IfThenZeroElse(none, hn::IfThenElse(hn::Gt(x, highest), highest, x)));
  // In two steps, because 2^n alone may overflow or be denormal where e^x doesn't.
  const V half = hn::Floor(hn::Mul(n, set(0.5F)));
  const V y = hn::Add(expm1_reduced(r), set(1.0F));
  const V scaled = hn::Mul(hn::Mul(y, power_of_two(half)), power_of_two(hn::Sub(n, half)));
  return hn::IfThenZeroElse(none, scaled);
}

HWY_INLINE V expm1(V x) {
  const auto [n, r] = reduce(clamp(x, -20.0F, 89.0F));
  // Half of 2^n, because 2^128 is needed for the largest finite results.
  const V scale = power_of_two(hn::Sub(n, set(1.0F)));
  const V y = hn::MulAdd(scale, expm1_reduced(r), hn::Sub(scale, set(0.5F)));
  const V result = hn::Add(y, y);
  // Near 0 the result is x itself, which keeps -0 and denormals.
  return hn::IfThenElse(hn::Lt(hn::Abs(x), set(1e-8F)), x, result);
}

/// log(x) for normal, finite x > 0.
HWY_INLINE V log_normal(V x, V exponent_offset) {
  const hn::RebindToSigned<D> di;
  // x = 2^e m with m in [sqrt(1/2), sqrt(2)).
  const auto bits = hn::BitCast(di, x);
  const auto root = hn::Set(di, 0x3F3504F3);  // sqrt(1/2)
  const auto e = hn::ShiftRight<23>(hn::Sub(bits, root));
  const V f = hn::Sub(hn::BitCast(D(), hn::Sub(bits, hn::ShiftLeft<23>(e))), set(1.0F));
  const V n = hn::Add(hn::ConvertTo(D(), e), exponent_offset);
  const V q =
      polynomial(f, 3.333331673e-01F, -2.500081043e-01F, 2.000228608e-01F, -1.662455314e-01F,
                 1.418119611e-01F, -1.312876763e-01F, 1.288162240e-01F, -7.859545869e-02F);
  const V ff = hn::Mul(f, f);
  const V low = hn::MulAdd(n, set(-2.12194440e-4F), hn::Mul(hn::Mul(ff, f), q));
  const V y = hn::Add(f, hn::NegMulAdd(set(0.5F), ff, low));
  return hn::MulAdd(n, set(0.693359375F), y);
}

HWY_INLINE V log(V x) {
  const auto tiny = hn::Lt(x, set(1.17549435e-38F));
  const V scaled = hn::IfThenElse(tiny, hn::Mul(x, set(16777216.0F)), x);
  V y = log_normal(scaled, hn::IfThenElseZero(tiny, set(-24.0F)));
  const V infinity = hn::Inf(D());
  y = hn::IfThenElse(hn::Lt(x, infinity), y, x);  // infinite or NaN
  y = hn::IfThenElse(hn::Eq(x, hn::Zero(D())), hn::Neg(infinity), y);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(D())), hn::NaN(D()), y);
}

/// log(1 + x) for x in [0, 1]: the rounding error of 1 + x is put back to first order.
HWY_INLINE V log1p_unit(V x) {
  const V u = hn::Add(x, set(1.0F));
  const V lost = hn::Sub(x, hn::Sub(u, set(1.0F)));
  return hn::Add(log_normal(u, hn::Zero(D())), hn::Div(lost, u));
}

HWY_INLINE V log1p(V x) {
  const V u = hn::Add(x, set(1.0F));
  const V lost = hn::Sub(x, hn::Sub(u, set(1.0F)));
  const V y = hn::Add(log(u), hn::Div(lost, u));
  const auto inside = hn::And(hn::Gt(x, set(-1.0F)), hn::Lt(x, hn::Inf(D())));
  const V result = hn::IfThenElse(inside, y, log(u));
  return hn::IfThenElse(hn::Lt(hn::Abs(x), set(1e-8F)), x, result);
}

HWY_INLINE V tanh(V x) {
  // With t = e^(-2|x|) - 1: tanh |x| = -t / (t + 2).
  const V t = expm1(hn::Mul(hn::Abs(x), set(-2.0F)));
  const V y = hn::Div(hn::Neg(t), hn::Add(t, set(2.0F)));
  return hn::CopySignToAbs(hn::Abs(y), x);
}

HWY_INLINE V sigmoid(V x) {
  const V e = exp(hn::Neg(hn::Abs(x)));
  const V top = hn::IfThenElse(hn::Lt(x, hn::Zero(D())), e, set(1.0F));
  return hn::Div(top, hn::Add(e, set(1.0F)));
}

/// max(x, 0) + log(1 + e^-|x|).
HWY_INLINE V softplus(V x) {
  const V tail = log1p_unit(exp(hn::Neg(hn::Abs(x))));
  return hn::Add(hn::IfThenZeroElse(hn::Lt(x, hn::Zero(D())), x), tail);
}

/// x P(x^2) up to 1, 1 - e^Q(x) beyond, where Q is log(1 - erf).
HWY_INLINE V erf(V x) {
  const V a = clamp(hn::Abs(x), 0.0F, 4.0F);
  const V z = hn::Mul(a, a);
  const V p = polynomial(z, 1.128379166e+00F, -3.761262714e-01F, 1.128360018e-01F,
                         -2.685444459e-02F, 5.189535339e-03F, -8.020841281e-04F, 7.889119537e-05F);
  const V q =
      polynomial(a, 1.880402286e-04F, -1.129578424e+00F, -6.332198931e-01F, -1.084185773e-01F,
                 2.520825674e-02F, -4.204561874e-03F, 4.413363771e-04F, -2.168684996e-05F);
  const V large = hn::Sub(set(1.0F), exp(q));
  const V y = hn::IfThenElse(hn::Lt(a, set(1.0F)), hn::Mul(a, p), large);
  return hn::CopySignToAbs(y, x);
}

/// a / (sqrt(b) + c), up to two units in the last place. Long vectors divide slowly while they take
/// roots, so there the quotient starts from the machine's estimate (14 bits) and takes one step of
/// Newton's method; elements for which that would leave the range of f32 are divided.
HWY_INLINE V div_root(V a, V b, V c) {
#if HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3
  const V d = hn::Add(hn::Sqrt(b), c);
  const V estimate = hn::ApproximateReciprocal(d);
  const V inverse = hn::MulAdd(estimate, hn::NegMulAdd(d, estimate, set(1.0F)), estimate);
  const V almost = hn::Mul(a, inverse);
  const V quotient = hn::MulAdd(inverse, hn::NegMulAdd(d, almost, a), almost);
  const auto fits =
      hn::And(hn::Ge(d, set(0x1p-26F)), hn::Le(hn::Max(hn::Abs(a), d), set(0x1p100F)));
  if (HWY_LIKELY(hn::AllTrue(D(), fits))) return quotient;
  return hn::IfThenElse(fits, quotient, hn::Div(a, d));
#else
  return hn::Div(a, hn::Add(hn::Sqrt(b), c));
#endif
}

}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

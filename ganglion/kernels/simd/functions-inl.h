// What each instruction computes on vectors, once for each instruction set. `p` is the parameter of
// the op (a slope).
#if defined(GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#undef GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#else
#define GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {

template <int n>
struct Arity {
  static constexpr int kArity = n;
};

struct Copy : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return a; }
};
struct Add : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Add(a, b); }
};
struct Sub : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Sub(a, b); }
};
struct Mul : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Mul(a, b); }
};
struct Div : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Div(a, b); }
};
struct Maximum : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElse(hn::Gt(b, a), b, a); }
};
struct Minimum : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElse(hn::Lt(b, a), b, a); }
};
struct Greater : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElseZero(hn::Gt(a, b), set(1.0F)); }
};
struct Equal : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElseZero(hn::Eq(a, b), set(1.0F)); }
};
struct Select : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) {
    return hn::IfThenElse(hn::Eq(a, hn::Zero(D())), c, b);
  }
};
struct Neg : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Neg(a); }
};
struct Abs : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Abs(a); }
};
struct Sign : Arity<1> {
  static HWY_INLINE V apply(V, V a) {
    const V one = hn::IfThenElseZero(hn::Gt(a, hn::Zero(D())), set(1.0F));
    return hn::IfThenElse(hn::Lt(a, hn::Zero(D())), set(-1.0F), one);
  }
};
struct RoundBf16 : Arity<1> {
  static HWY_INLINE V apply(V, V a) {
    // The upper half of the bits is kept. 0x7FFF carries into it from just above a half; from a
    // half itself on when the kept part is odd.
    const hn::RebindToUnsigned<D> du;
    const auto bits = hn::BitCast(du, a);
    const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(du, 1U));
    const auto carried = hn::Add(bits, hn::Add(odd, hn::Set(du, 0x7FFFU)));
    const auto kept = hn::And(carried, hn::Set(du, 0xFFFF0000U));
    return hn::IfThenElse(hn::IsNaN(a), a, hn::BitCast(D(), kept));
  }
};
struct Exp : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return exp(a); }
};
struct Expm1 : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return expm1(a); }
};
struct Log : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return log(a); }
};
struct Log1p : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return log1p(a); }
};
struct Sqrt : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Sqrt(a); }
};
struct Tanh : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return tanh(a); }
};
struct Sigmoid : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return sigmoid(a); }
};
struct Erf : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return erf(a); }
};
struct Relu : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::IfThenZeroElse(hn::Lt(a, hn::Zero(D())), a); }
};
struct LeakyRelu : Arity<1> {
  static HWY_INLINE V apply(V p, V a) {
    return hn::IfThenElse(hn::Gt(a, hn::Zero(D())), a, hn::Mul(p, a));
  }
};
struct Elu : Arity<1> {
  static HWY_INLINE V apply(V p, V a) {
    return hn::IfThenElse(hn::Gt(a, hn::Zero(D())), a, hn::Mul(p, expm1(a)));
  }
};
struct Softplus : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return softplus(a); }
};
struct SigmoidCrossEntropy : Arity<2> {
  static HWY_INLINE V apply(V, V x, V target) {
    const V positive = hn::IfThenZeroElse(hn::Lt(x, hn::Zero(D())), x);
    const V tail = log1p_unit(exp(hn::Neg(hn::Abs(x))));
    return hn::Add(hn::NegMulAdd(x, target, positive), tail);
  }
};
struct Reciprocal : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Div(set(1.0F), a); }
};
struct InverseSqrt : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Div(set(1.0F), hn::Sqrt(a)); }
};
struct MulAdd : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulAdd(a, b, c); }
};
struct MulSub : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulSub(a, b, c); }
};
struct NegMulAdd : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::NegMulAdd(a, b, c); }
};
struct MulMulAdd : Arity<4> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e) { return hn::MulAdd(a, b, hn::Mul(c, e)); }
};
struct Lerp : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulAdd(b, hn::Sub(c, a), a); }
};
struct DivRoot : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return div_root(a, b, c); }
};
struct LerpProduct : Arity<4> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e) { return hn::MulAdd(b, hn::MulSub(c, e, a), a); }
};
struct SubDivRoot : Arity<5> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e, V f) {
    return hn::Sub(a, div_root(hn::Mul(b, c), e, f));
  }
};

}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

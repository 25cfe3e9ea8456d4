// What each instruction computes on vectors, once for each instruction set. `p` is the parameter of
// the op (a slope). An op with a Function here has a fast kernel, alone and fused with others.
#if defined(GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#undef GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#else
#define GANGLION_KERNELS_SIMD_FUNCTIONS_INL_H_
#endif

HWY_BEFORE_NAMESPACE();
namespace ganglion::kernels::simd::HWY_NAMESPACE {

template <const OpDef& instruction>
struct Function;

template <int n>
struct Arity {
  static constexpr int kArity = n;
};

template <>
struct Function<kCopy> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return a; }
};
template <>
struct Function<ops::kStopGradient> : Function<kCopy> {};
template <>
struct Function<ops::kBroadcastTo> : Function<kCopy> {};
template <>
struct Function<ops::kAllReduce> : Function<kCopy> {};
template <>
struct Function<ops::kAdd> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Add(a, b); }
};
template <>
struct Function<ops::kSub> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Sub(a, b); }
};
template <>
struct Function<ops::kMul> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Mul(a, b); }
};
template <>
struct Function<ops::kDiv> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::Div(a, b); }
};
template <>
struct Function<ops::kMaximum> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElse(hn::Gt(b, a), b, a); }
};
template <>
struct Function<ops::kMinimum> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElse(hn::Lt(b, a), b, a); }
};
template <>
struct Function<ops::kGreater> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElseZero(hn::Gt(a, b), set(1.0F)); }
};
template <>
struct Function<ops::kEqual> : Arity<2> {
  static HWY_INLINE V apply(V, V a, V b) { return hn::IfThenElseZero(hn::Eq(a, b), set(1.0F)); }
};
template <>
struct Function<ops::kSelect> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) {
    return hn::IfThenElse(hn::Eq(a, hn::Zero(D())), c, b);
  }
};
template <>
struct Function<ops::kNeg> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Neg(a); }
};
template <>
struct Function<ops::kAbs> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Abs(a); }
};
template <>
struct Function<ops::kSign> : Arity<1> {
  static HWY_INLINE V apply(V, V a) {
    const V one = hn::IfThenElseZero(hn::Gt(a, hn::Zero(D())), set(1.0F));
    return hn::IfThenElse(hn::Lt(a, hn::Zero(D())), set(-1.0F), one);
  }
};
template <>
struct Function<ops::kRound> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Round(a); }
};
template <>
struct Function<ops::kRoundBf16> : Arity<1> {
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
template <>
struct Function<ops::kExp> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return exp(a); }
};
template <>
struct Function<ops::kExpm1> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return expm1(a); }
};
template <>
struct Function<ops::kLog> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return log(a); }
};
template <>
struct Function<ops::kLog1p> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return log1p(a); }
};
template <>
struct Function<ops::kSqrt> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Sqrt(a); }
};
template <>
struct Function<ops::kTanh> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return tanh(a); }
};
template <>
struct Function<ops::kSigmoid> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return sigmoid(a); }
};
template <>
struct Function<ops::kErf> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return erf(a); }
};
template <>
struct Function<ops::kRelu> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::IfThenZeroElse(hn::Lt(a, hn::Zero(D())), a); }
};
template <>
struct Function<ops::kLeakyRelu> : Arity<1> {
  static HWY_INLINE V apply(V p, V a) {
    return hn::IfThenElse(hn::Gt(a, hn::Zero(D())), a, hn::Mul(p, a));
  }
};
template <>
struct Function<ops::kElu> : Arity<1> {
  static HWY_INLINE V apply(V p, V a) {
    return hn::IfThenElse(hn::Gt(a, hn::Zero(D())), a, hn::Mul(p, expm1(a)));
  }
};
template <>
struct Function<ops::kSoftplus> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return softplus(a); }
};
template <>
struct Function<ops::kSigmoidCrossEntropy> : Arity<2> {
  static HWY_INLINE V apply(V, V x, V target) {
    const V positive = hn::IfThenZeroElse(hn::Lt(x, hn::Zero(D())), x);
    const V tail = log1p_unit(exp(hn::Neg(hn::Abs(x))));
    return hn::Add(hn::NegMulAdd(x, target, positive), tail);
  }
};
template <>
struct Function<kReciprocal> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Div(set(1.0F), a); }
};
template <>
struct Function<kInverseSqrt> : Arity<1> {
  static HWY_INLINE V apply(V, V a) { return hn::Div(set(1.0F), hn::Sqrt(a)); }
};
template <>
struct Function<kMulAdd> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulAdd(a, b, c); }
};
template <>
struct Function<kMulSub> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulSub(a, b, c); }
};
template <>
struct Function<kNegMulAdd> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::NegMulAdd(a, b, c); }
};
template <>
struct Function<kMulMulAdd> : Arity<4> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e) { return hn::MulAdd(a, b, hn::Mul(c, e)); }
};
template <>
struct Function<kLerp> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return hn::MulAdd(b, hn::Sub(c, a), a); }
};
template <>
struct Function<kDivRoot> : Arity<3> {
  static HWY_INLINE V apply(V, V a, V b, V c) { return div_root(a, b, c); }
};
template <>
struct Function<kLerpProduct> : Arity<4> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e) { return hn::MulAdd(b, hn::MulSub(c, e, a), a); }
};
template <>
struct Function<kSubDivRoot> : Arity<5> {
  static HWY_INLINE V apply(V, V a, V b, V c, V e, V f) {
    return hn::Sub(a, div_root(hn::Mul(b, c), e, f));
  }
};

}  // namespace ganglion::kernels::simd::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif

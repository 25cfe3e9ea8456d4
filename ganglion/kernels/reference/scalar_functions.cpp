#include "ganglion/kernels/reference/scalar_functions.h"

#include <array>
#include <cmath>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::reference {
namespace {

template <class T>
T sigmoid(T x) {
  // Both branches keep the exponent negative, so nothing overflows.
  if (x >= T(0)) return T(1) / (T(1) + std::exp(-x));
  const T e = std::exp(x);
  return e / (T(1) + e);
}

template <class T>
T softplus(T x) {
  return std::max(x, T(0)) + std::log1p(std::exp(-std::abs(x)));
}

template <class T>
T round_bf16(T x) {
  if (!std::isfinite(x) || x == T(0)) return x;
  const int exponent = std::max(std::ilogb(x), -126) - 7;  // of the last bit that is kept
  const T rounded = std::ldexp(std::nearbyint(std::ldexp(x, -exponent)), exponent);
  return std::abs(rounded) < T(0x1p128) ? rounded : std::copysign(T(INFINITY), x);
}

/// The entry for a function given as a generic lambda over (const T*, double).
template <class F>
constexpr ScalarFunction entry(const OpDef& op, F) {
  return {&op, [](const float* x, double p) { return F{}(x, static_cast<float>(p)); },
          [](const double* x, double p) { return F{}(x, p); }};
}

const std::array kFunctions = {
    entry(ops::kAdd, [](auto* x, auto) { return x[0] + x[1]; }),
    entry(ops::kSub, [](auto* x, auto) { return x[0] - x[1]; }),
    entry(ops::kMul, [](auto* x, auto) { return x[0] * x[1]; }),
    entry(ops::kDiv, [](auto* x, auto) { return x[0] / x[1]; }),
    entry(ops::kPow, [](auto* x, auto) { return std::pow(x[0], x[1]); }),
    entry(ops::kMaximum, [](auto* x, auto) { return x[1] > x[0] ? x[1] : x[0]; }),
    entry(ops::kMinimum, [](auto* x, auto) { return x[1] < x[0] ? x[1] : x[0]; }),
    entry(ops::kGreater,
          [](auto* x, auto p) { return x[0] > x[1] ? decltype(p)(1) : decltype(p)(0); }),
    entry(ops::kEqual,
          [](auto* x, auto p) { return x[0] == x[1] ? decltype(p)(1) : decltype(p)(0); }),
    entry(ops::kSelect, [](auto* x, auto) { return x[0] != 0 ? x[1] : x[2]; }),
    entry(ops::kNeg, [](auto* x, auto) { return -x[0]; }),
    entry(ops::kAbs, [](auto* x, auto) { return std::abs(x[0]); }),
    entry(ops::kSign, [](auto* x, auto p) { return decltype(p)((x[0] > 0) - (x[0] < 0)); }),
    entry(ops::kRoundBf16, [](auto* x, auto) { return round_bf16(x[0]); }),
    entry(ops::kExp, [](auto* x, auto) { return std::exp(x[0]); }),
    entry(ops::kExpm1, [](auto* x, auto) { return std::expm1(x[0]); }),
    entry(ops::kLog, [](auto* x, auto) { return std::log(x[0]); }),
    entry(ops::kLog1p, [](auto* x, auto) { return std::log1p(x[0]); }),
    entry(ops::kSqrt, [](auto* x, auto) { return std::sqrt(x[0]); }),
    entry(ops::kSin, [](auto* x, auto) { return std::sin(x[0]); }),
    entry(ops::kCos, [](auto* x, auto) { return std::cos(x[0]); }),
    entry(ops::kTanh, [](auto* x, auto) { return std::tanh(x[0]); }),
    entry(ops::kSigmoid, [](auto* x, auto) { return sigmoid(x[0]); }),
    entry(ops::kErf, [](auto* x, auto) { return std::erf(x[0]); }),
    // Not max(): a NaN must come out as a NaN.
    entry(ops::kRelu, [](auto* x, auto p) { return x[0] < 0 ? decltype(p)(0) : x[0]; }),
    entry(ops::kLeakyRelu, [](auto* x, auto p) { return x[0] > 0 ? x[0] : p * x[0]; }),
    entry(ops::kElu, [](auto* x, auto p) { return x[0] > 0 ? x[0] : p * std::expm1(x[0]); }),
    entry(ops::kSoftplus, [](auto* x, auto) { return softplus(x[0]); }),
    entry(ops::kSigmoidCrossEntropy,
          [](auto* x, auto p) {
            const auto zero = decltype(p)(0);
            return std::max(x[0], zero) - x[0] * x[1] + std::log1p(std::exp(-std::abs(x[0])));
          }),
    entry(ops::kRound, [](auto* x, auto) { return std::nearbyint(x[0]); }),
    entry(ops::kStopGradient, [](auto* x, auto) { return x[0]; }),
};

}  // namespace

const ScalarFunction* find_scalar_function(const OpDef* op) {
  for (const ScalarFunction& function : kFunctions) {
    if (function.op == op) return &function;
  }
  return nullptr;
}

}  // namespace ganglion::kernels::reference

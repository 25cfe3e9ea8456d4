#include <array>
#include <numbers>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

/// Functions of angles, and their inverses by series; all in double.
namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

constexpr double kHalfPi = std::numbers::pi / 2.0;

/// c0 + c1 x + c2 x^2 + …
Value polynomial(Value x, std::span<const double> coefficients) {
  Value sum = ops::scalar_like(x, coefficients.back());
  for (std::size_t i = coefficients.size() - 1; i-- > 0;) {
    sum = sum * x + ops::scalar_like(x, coefficients[i]);
  }
  return sum;
}

/// Halved three times, atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))), what is left lies below 0.2.
Value arc_tangent(Value x) {
  const Value large = ops::greater(ops::abs(x), ops::scalar_like(x, 1e150));
  Value y = ops::select(large, ops::sign(x) * 1e150, x);
  for (int i = 0; i < 3; ++i) y = y / (1.0 + ops::sqrt(1.0 + y * y));
  constexpr double kSeries[] = {1.0,        -1.0 / 3.0,  1.0 / 5.0,  -1.0 / 7.0,
                                1.0 / 9.0,  -1.0 / 11.0, 1.0 / 13.0, -1.0 / 15.0,
                                1.0 / 17.0, -1.0 / 19.0, 1.0 / 21.0, -1.0 / 23.0};
  return 8.0 * y * polynomial(y * y, kSeries);
}

/// 2 atan(x / (1 + sqrt(1 - x^2))); NaN outside of -1 to 1, as the root has it.
Value arc_sine(Value x) {
  return 2.0 * arc_tangent(x / (1.0 + ops::sqrt((1.0 - x) * (1.0 + x))));
}

Operands trigonometric(const Call& call) {
  const Value x = ops::cast(call.value(0), DType::f64);
  const std::string& op = call.op();
  const Value y = op == "Sin"    ? ops::sin(x)
                  : op == "Cos"  ? ops::cos(x)
                  : op == "Tan"  ? ops::sin(x) / ops::cos(x)
                  : op == "Atan" ? arc_tangent(x)
                  : op == "Asin" ? arc_sine(x)
                                 : kHalfPi - arc_sine(x);
  return like_first(call, ops::cast(y, call.value(0).dtype()));
}

}  // namespace

std::span<const OpEntry> trigonometry_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({{"Sin", 7, trigonometric},
                                                       {"Cos", 7, trigonometric},
                                                       {"Tan", 7, trigonometric},
                                                       {"Asin", 7, trigonometric},
                                                       {"Acos", 7, trigonometric},
                                                       {"Atan", 7, trigonometric}});
  return kOps;
}

}  // namespace ganglion::io::onnx

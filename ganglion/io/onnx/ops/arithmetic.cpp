#include <fmt/format.h>

#include <array>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Binary = Value (*)(Value a, Value b);

/// A quotient of integers drops its fraction; they are constants, so it is taken of numbers.
Value divide(const Call& call, Value a, Value b) {
  if (!is_integer(call.type(0))) return ops::div(a, b);
  const Tensor x = call.constant(0, "the dividend").cast(DType::f64);
  const Tensor y = call.constant(1, "the divisor").cast(DType::f64);
  const Shape shape = broadcast(x.shape(), y.shape());
  if (y.size() != 1 && x.shape() != y.shape()) {
    call.refuse("integers are only divided by one number, or by as many");
  }
  Tensor quotient(shape, DType::f64);
  for (std::int64_t i = 0; i < shape.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double by = y.values<double>()[y.size() == 1 ? 0 : at];
    if (by == 0.0) call.refuse("an integer is divided by zero");
    const double number = x.values<double>()[at];
    quotient.values<double>()[at] = std::trunc((number - std::fmod(number, by)) / by);
  }
  return a.graph->constant(std::move(quotient));
}

Value apply_binary(const Call& call, Value a, Value b) {
  if (call.op() == "Add") return ops::add(a, b);
  if (call.op() == "Sub") return ops::sub(a, b);
  if (call.op() == "Mul") return ops::mul(a, b);
  if (call.op() == "Div") return divide(call, a, b);
  return ops::pow(a, b);
}

void check_same_type(const Call& call) {
  for (int i = 1; i < call.inputs(); ++i) {
    if (call.type(i) == call.type(0)) continue;
    call.refuse(fmt::format("its inputs are of different types, {} and {}", name_of(call.type(0)),
                            name_of(call.type(i))));
  }
}

Operands arithmetic(const Call& call) {
  check_same_type(call);
  return like_first(call, apply_binary(call, call.value(0), call.value(1)));
}

Operands arithmetic_1(const Call& call) {
  check_same_type(call);
  const Value a = call.value(0);
  return like_first(call, apply_binary(call, a, old_broadcast(call, a, call.value(1))));
}

/// The exponent may be of another type; the result is of the base's.
Operands power(const Call& call) {
  const Value base = call.value(0);
  return like_first(call, ops::pow(base, call.value_like(1, base)));
}

Value compare(const Call& call, Value a, Value b) {
  if (call.op() == "Equal") return is_equal(a, b);
  if (call.op() == "Greater") return is_greater(a, b);
  if (call.op() == "Less") return is_greater(b, a);
  const Value strict = call.op() == "GreaterOrEqual" ? is_greater(a, b) : is_greater(b, a);
  return ops::maximum(strict, is_equal(a, b));
}

Operands comparison(const Call& call) {
  check_same_type(call);
  return {result(ElementType::boolean, compare(call, call.value(0), call.value(1)))};
}

Operands comparison_1(const Call& call) {
  check_same_type(call);
  const Value a = call.value(0);
  return {result(ElementType::boolean, compare(call, a, old_broadcast(call, a, call.value(1))))};
}

/// Bools are 0 and 1.
Value logic(const Call& call, Value a, Value b) {
  if (call.op() == "And") return ops::mul(a, b);
  if (call.op() == "Or") return ops::maximum(a, b);
  return 1.0 - is_equal(a, b);
}

void check_boolean(const Call& call, int input) {
  if (call.type(input) != ElementType::boolean) call.refuse("its inputs must be bool");
}

Operands logical(const Call& call) {
  check_boolean(call, 0);
  check_boolean(call, 1);
  return like_first(call, logic(call, call.value(0), call.value(1)));
}

Operands logical_1(const Call& call) {
  check_boolean(call, 0);
  check_boolean(call, 1);
  const Value a = call.value(0);
  return like_first(call, logic(call, a, old_broadcast(call, a, call.value(1))));
}

Operands logical_not(const Call& call) {
  check_boolean(call, 0);
  return like_first(call, 1.0 - call.value(0));
}

Operands where(const Call& call) {
  check_boolean(call, 0);
  if (call.type(1) != call.type(2)) call.refuse("both values must be of one type");
  const Value a = call.value(1);
  return {result(call.type(1), ops::select(call.value_like(0, a), a, call.value(2)))};
}

/// Sum, Max, Min and Mean of any number of values.
Operands variadic(const Call& call) {
  call.ignore("consumed_inputs");
  check_same_type(call);
  Value total = call.value(0);
  for (int i = 1; i < call.inputs(); ++i) {
    const Value next = call.value(i);
    total = call.op() == "Max"   ? ops::maximum(total, next)
            : call.op() == "Min" ? ops::minimum(total, next)
                                 : ops::add(total, next);
  }
  if (call.op() == "Mean" && call.inputs() > 1) total = total / static_cast<double>(call.inputs());
  return like_first(call, total);
}

Operands identity(const Call& call) {
  return {call.operand(0)};
}

/// Of integers that are known: with the sign of the divisor, or (fmod) of the dividend.
Operands modulo(const Call& call) {
  const Tensor a = call.constant(0, "the dividend").cast(DType::f64);
  const Tensor b = call.constant(1, "the divisor").cast(DType::f64);
  if (!is_integer(call.type(0))) call.refuse("only integers are supported");
  if (b.size() != 1 && b.shape() != a.shape()) call.refuse("shapes that differ are not supported");
  const bool as_dividend = call.flag("fmod", false);
  Tensor rest(a.shape(), DType::f64);
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    const double by = b.values<double>()[b.size() == 1 ? 0 : i];
    if (by == 0.0) call.refuse("a divisor is 0");
    double left = std::fmod(a.values<double>()[i], by);
    if (!as_dividend && left != 0.0 && (left < 0.0) != (by < 0.0)) left += by;
    rest.values<double>()[i] = left;
  }
  return {known(call.type(0), rest)};
}

}  // namespace

std::span<const OpEntry> arithmetic_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Add", 1, arithmetic_1},
      {"Add", 7, arithmetic},
      {"Sub", 1, arithmetic_1},
      {"Sub", 7, arithmetic},
      {"Mul", 1, arithmetic_1},
      {"Mul", 7, arithmetic},
      {"Div", 1, arithmetic_1},
      {"Div", 7, arithmetic},
      {"Mod", 10, modulo},
      {"Pow", 1, arithmetic_1},
      {"Pow", 7, power},
      {"Equal", 1, comparison_1},
      {"Equal", 7, comparison},
      {"Greater", 1, comparison_1},
      {"Greater", 7, comparison},
      {"Less", 1, comparison_1},
      {"Less", 7, comparison},
      {"GreaterOrEqual", 12, comparison},
      {"LessOrEqual", 12, comparison},
      {"And", 1, logical_1},
      {"And", 7, logical},
      {"Or", 1, logical_1},
      {"Or", 7, logical},
      {"Xor", 1, logical_1},
      {"Xor", 7, logical},
      {"Not", 1, logical_not},
      {"Where", 9, where},
      {"Sum", 1, variadic},
      {"Max", 1, variadic},
      {"Min", 1, variadic},
      {"Mean", 1, variadic},
      {"Identity", 1, identity},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

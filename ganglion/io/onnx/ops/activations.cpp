#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;

/// The functions without settings that graphs have.
using Unary = Value (*)(Value x);
template <Unary function>
Operands unary(const Call& call) {
  call.ignore("consumed_inputs");
  return like_first(call, function(call.value(0)));
}

Value reciprocal(Value x) {
  return 1.0 / x;
}
Value softsign(Value x) {
  return x / (1.0 + ops::abs(x));
}
Value mish(Value x) {
  return x * ops::tanh(ops::softplus(x));
}
Value hard_swish(Value x) {
  const Value gate = ops::maximum(x * (1.0 / 6.0) + 0.5, ops::scalar_like(x, 0.0));
  return x * ops::minimum(gate, ops::scalar_like(x, 1.0));
}
Value sinh(Value x) {
  return (ops::expm1(x) - ops::expm1(-x)) * 0.5;
}
Value cosh(Value x) {
  return (ops::exp(x) + ops::exp(-x)) * 0.5;
}
/// sign(x) log(|x| + sqrt(x^2 + 1)), without the loss of digits near 0.
Value asinh(Value x) {
  const Value size = ops::abs(x);
  const Value root = ops::sqrt(ops::square(x) + 1.0);
  return ops::sign(x) * ops::log1p(size + ops::square(x) / (1.0 + root));
}
Value acosh(Value x) {
  return ops::log1p((x - 1.0) + ops::sqrt((x - 1.0) * (x + 1.0)));
}
Value atanh(Value x) {
  return (ops::log1p(x) - ops::log1p(-x)) * 0.5;
}

Operands leaky_relu(const Call& call) {
  call.ignore("consumed_inputs");
  return like_first(call, ops::leaky_relu(call.value(0), call.number("alpha", 0.01)));
}

Operands elu(const Call& call) {
  call.ignore("consumed_inputs");
  return like_first(call, ops::elu(call.value(0), call.number("alpha", 1.0)));
}

Operands selu_of(const Call& call, double alpha, double gamma) {
  call.ignore("consumed_inputs");
  const Value x = call.value(0);
  return like_first(call, ops::elu(x, call.number("alpha", alpha)) * call.number("gamma", gamma));
}
Operands selu_1(const Call& call) {
  return selu_of(call, 1.6732, 1.0507);
}
Operands selu(const Call& call) {
  return selu_of(call, 1.67326319217681884765625, 1.05070102214813232421875);
}

/// max(x, 0) + min(alpha (e^(x / alpha) - 1), 0)
Operands celu(const Call& call) {
  const double alpha = call.number("alpha", 1.0);
  return like_first(call, ops::elu(call.value(0) / alpha) * alpha);
}

Operands hard_sigmoid(const Call& call) {
  call.ignore("consumed_inputs");
  const Value x = call.value(0);
  const Value line = x * call.number("alpha", 0.2) + call.number("beta", 0.5);
  return like_first(
      call, ops::minimum(ops::maximum(line, ops::scalar_like(x, 0.0)), ops::scalar_like(x, 1.0)));
}

Operands swish(const Call& call) {
  const Value x = call.value(0);
  return like_first(call, x * ops::sigmoid(x * call.number("alpha", 1.0)));
}

Operands thresholded_relu(const Call& call) {
  const Value x = call.value(0);
  const Value limit = ops::scalar_like(x, call.number("alpha", 1.0));
  return like_first(call, ops::select(ops::greater(x, limit), x, ops::scalar_like(x, 0.0)));
}

Operands shrink(const Call& call) {
  const Value x = call.value(0);
  const double bias = call.number("bias", 0.0);
  const double limit = call.number("lambd", 0.5);
  const Value zero = ops::scalar_like(x, 0.0);
  const Value above = ops::greater(x, ops::scalar_like(x, limit));
  const Value below = ops::greater(ops::scalar_like(x, -limit), x);
  return like_first(call, ops::select(below, x + bias, ops::select(above, x - bias, zero)));
}

Operands gelu(const Call& call) {
  const Value x = call.value(0);
  const std::string form = call.text("approximate", "none");
  if (form == "none") return like_first(call, ops::gelu(x));
  if (form != "tanh") call.refuse(fmt::format("approximate = '{}' is not supported", form));
  const double factor = std::sqrt(2.0 / std::numbers::pi);
  const Value inner = (x + ops::square(x) * x * 0.044715) * factor;
  return like_first(call, x * 0.5 * (ops::tanh(inner) + 1.0));
}

Value prelu_of(Value x, Value slope) {
  return ops::select(ops::greater(ops::scalar_like(x, 0.0), x), x * slope, x);
}
/// Before opset 7 a slope belongs to a channel.
Operands prelu_1(const Call& call) {
  call.ignore("consumed_inputs");
  const Value x = call.value(0);
  const Value slope = call.value(1);
  return like_first(
      call, prelu_of(x, slope.shape().size() == 1 ? slope : by_channel(slope, x.shape().rank())));
}
Operands prelu(const Call& call) {
  return like_first(call, prelu_of(call.value(0), call.value(1)));
}

Operands clip_6(const Call& call) {
  call.ignore("consumed_inputs");
  Value x = call.value(0);
  if (call.has_attribute("min")) {
    x = ops::maximum(x, ops::scalar_like(x, call.number("min", 0.0)));
  }
  if (call.has_attribute("max")) {
    x = ops::minimum(x, ops::scalar_like(x, call.number("max", 0.0)));
  }
  return like_first(call, x);
}

Operands clip(const Call& call) {
  Value x = call.value(0);
  if (call.has(1)) x = ops::maximum(x, call.value(1));
  if (call.has(2)) x = ops::minimum(x, call.value(2));
  return like_first(call, x);
}

/// What a dropout of inference is: nothing. The mask, if somebody reads it, lets all through.
Operands dropout_of(const Call& call) {
  Operands results{call.operand(0)};
  if (call.wants(1)) {
    const Shape& shape = call.shape(0);
    const bool numbers = call.opset() < 10;  // the mask was of the type of the data
    Tensor mask(shape, numbers ? held_as(call.type(0)) : DType::f32);
    if (mask.dtype() == DType::f32) std::ranges::fill(mask.values<float>(), 1.0F);
    if (mask.dtype() == DType::f64) std::ranges::fill(mask.values<double>(), 1.0);
    results.push_back(known(numbers ? call.type(0) : ElementType::boolean, std::move(mask)));
  }
  return results;
}
Operands dropout_1(const Call& call) {
  call.ignore("consumed_inputs");
  call.ignore("ratio");
  if (!call.flag("is_test", false)) call.refuse("it is set to training (is_test = 0)");
  return dropout_of(call);
}
Operands dropout_7(const Call& call) {
  call.ignore("ratio");
  return dropout_of(call);
}
Operands dropout(const Call& call) {
  call.ignore("seed");
  const bool training = call.has(2) && call.number(2, "training_mode") != 0.0;
  const double ratio = call.has(1) && training ? call.number(1, "ratio") : 0.5;
  if (training && ratio != 0.0) call.refuse("it is set to training (training_mode = true)");
  return dropout_of(call);
}

/// Softmax and LogSoftmax over one axis.
Value soften(const Call& call, Value x, int axis) {
  const int last = x.shape().rank() - 1;
  const Value moved = move_axis(x, axis, last);
  return move_axis(call.op() == "Softmax" ? ops::softmax(moved) : ops::log_softmax(moved), last,
                   axis);
}
/// Before opset 13 over all axes from one on.
Operands softmax_1(const Call& call) {
  const Value x = call.value(0);
  const int rank = x.shape().rank();
  const int axis = to_axis(call, call.integer("axis", 1), rank);
  std::int64_t rows = 1;
  for (int i = 0; i < axis; ++i) rows *= x.shape()[i];
  const Value flat =
      ops::reshape(x, Shape{rows, x.shape().size() / std::max<std::int64_t>(rows, 1)});
  return like_first(call, ops::reshape(soften(call, flat, 1), x.shape()));
}
Operands softmax(const Call& call) {
  const Value x = call.value(0);
  return like_first(call,
                    soften(call, x, to_axis(call, call.integer("axis", -1), x.shape().rank())));
}

}  // namespace

std::span<const OpEntry> activation_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Abs", 1, unary<ops::abs>},
      {"Neg", 1, unary<ops::neg>},
      {"Sign", 9, unary<ops::sign>},
      {"Exp", 1, unary<ops::exp>},
      {"Log", 1, unary<ops::log>},
      {"Sqrt", 1, unary<ops::sqrt>},
      {"Tanh", 1, unary<ops::tanh>},
      {"Sigmoid", 1, unary<ops::sigmoid>},
      {"Erf", 9, unary<ops::erf>},
      {"Relu", 1, unary<ops::relu>},
      {"Softplus", 1, unary<ops::softplus>},
      {"Reciprocal", 1, unary<reciprocal>},
      {"Softsign", 1, unary<softsign>},
      {"Mish", 18, unary<mish>},
      {"HardSwish", 14, unary<hard_swish>},
      {"Sinh", 9, unary<sinh>},
      {"Cosh", 9, unary<cosh>},
      {"Asinh", 9, unary<asinh>},
      {"Acosh", 9, unary<acosh>},
      {"Atanh", 9, unary<atanh>},
      {"LeakyRelu", 1, leaky_relu},
      {"Elu", 1, elu},
      {"Selu", 1, selu_1},
      {"Selu", 6, selu},
      {"Celu", 12, celu},
      {"HardSigmoid", 1, hard_sigmoid},
      {"Swish", 24, swish},
      {"ThresholdedRelu", 10, thresholded_relu},
      {"Shrink", 9, shrink},
      {"Gelu", 20, gelu},
      {"PRelu", 1, prelu_1},
      {"PRelu", 7, prelu},
      {"Clip", 1, clip_6},
      {"Clip", 11, clip},
      {"Dropout", 1, dropout_1},
      {"Dropout", 7, dropout_7},
      {"Dropout", 12, dropout},
      {"Softmax", 1, softmax_1},
      {"Softmax", 13, softmax},
      {"LogSoftmax", 1, softmax_1},
      {"LogSoftmax", 13, softmax},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

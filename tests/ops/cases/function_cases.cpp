#include <cmath>
#include <limits>
#include <numbers>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using UnaryFunction = long double (*)(long double);
using Build = std::function<Value(const Inputs&)>;

OpDescription unary(const OpDef& op, const Build& build, UnaryFunction function,
                    const OpInput& range = {}) {
  OpDescription description{&op,
                            unary_cases(range, build, elementwise([function](const long double* x) {
                                          return function(x[0]);
                                        })),
                            unary_refusals(build)};
  return description;
}

Build call(Value (*make)(Value)) {
  return [make](const Inputs& in) { return make(in[0]); };
}

/// Values far out, by hand.
OpCase by_hand(const char* name, const Build& build, std::vector<OpInput> inputs,
               std::vector<double> results) {
  return {.name = name,
          .inputs = std::move(inputs),
          .build = build,
          .expected = [results](const Operands&, const Shape&) { return results; },
          .derivative = Derivative::skipped};
}

OpDescription with(OpDescription description, OpCase more) {
  description.cases.push_back(std::move(more));
  return description;
}

OpDescription extreme(OpDescription description, std::vector<double> at,
                      std::vector<double> results) {
  const OpInput input{.shape = {static_cast<std::int64_t>(at.size())}, .values = at};
  const Build build = description.cases.front().build;
  return with(std::move(description), by_hand("extreme", build, {input}, std::move(results)));
}

long double sigmoid(long double x) {
  return 1 / (1 + std::exp(-x));
}

OpDescription sigmoid_cross_entropy_op() {
  const Build build = [](const Inputs& in) { return ops::sigmoid_cross_entropy(in[0], in[1]); };
  // The definition by probabilities: -t log p - (1-t) log(1-p); 1-p = sigmoid(-x).
  const Expected expected = elementwise([](const long double* x) {
    return -x[1] * std::log(sigmoid(x[0])) - (1 - x[1]) * std::log(sigmoid(-x[0]));
  });
  OpDescription description{&ops::kSigmoidCrossEntropy, {}, {}};
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{7}, Shape{3, 5}, Shape{1031}}) {
    description.cases.push_back(
        {.name = shape.to_string(),
         .inputs = {{.shape = shape, .low = -5, .high = 5, .gap = 0.01},
                    {.shape = shape, .low = 0, .high = 1}},
         .build = build,
         .expected = expected,
         .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
         .whole_scale = true});
  }
  description.cases.push_back(by_hand(
      "extreme", build,
      {{.shape = {4}, .values = {1e4, 1e4, -1e4, -1e4}}, {.shape = {4}, .values = {0, 1, 0, 1}}},
      {1e4, 0, 0, 1e4}));
  description.refusals = {{.inputs = {{DType::f32, {2, 3}}, {DType::f32, {3}}},
                           .build = build,
                           .fragment = "the same shape"},
                          {.inputs = {{DType::f32, {2}}, {DType::i32, {2}}},
                           .build = build,
                           .fragment = "needs f32 or f64"}};
  return description;
}

OpDescription cast_op() {
  const Build to_other = [](const Inputs& in) {
    return ops::cast(in[0], in.real == DType::f64 ? DType::f32 : DType::f64);
  };
  const Expected rounded = [](const Operands& in, const Shape&) {
    std::vector<double> result;
    for (double x : in[0].values) result.push_back(static_cast<double>(static_cast<float>(x)));
    return result;
  };
  const Expected same = [](const Operands& in, const Shape&) { return in[0].values; };
  const auto make = [](const char* name, OpInput input, Build build, Expected expected) {
    return OpCase{.name = name,
                  .inputs = {std::move(input)},
                  .build = std::move(build),
                  .expected = std::move(expected),
                  .derivative = Derivative::skipped,
                  .specials = false};
  };
  const Build index_to_real = [](const Inputs& in) { return ops::cast(in[0], in.real); };
  const OpInput indices{.shape = {5, 7}, .low = -100, .high = 100, .index = true};
  return {&ops::kCast,
          {make("to_other", {{37}}, to_other, rounded), make("empty", {{0}}, to_other, same),
           make("from_index", indices, index_to_real, same),
           by_hand("to_index", [](const Inputs& in) { return ops::cast(in[0], DType::i32); },
                   {{.shape = {5}, .values = {0, 1.9, -1.9, 100.5, -7}}}, {0, 1, -1, 100, -7})},
          {}};
}

OpDescription stop_gradient_op() {
  OpDescription description =
      unary(ops::kStopGradient, call(ops::stop_gradient), [](long double x) { return x; });
  for (OpCase& c : description.cases) {
    if (c.derivative == Derivative::checked) c.derivative = Derivative::zero;
  }
  return description;
}

OpDescription round_bf16_op() {
  OpDescription description =
      extreme(unary(ops::kRoundBf16, call(ops::round_bf16),
                    [](long double x) {
                      if (x == 0) return x;
                      const long double last_bit = std::ldexp(1.0L, std::ilogb(x) - 7);
                      return x - std::remainder(x, last_bit);  // ties to even, as the standard says
                    }),
              {1.00390625, 1.01171875, -1.01171875, 1.0039063692092896, 3.4e38, -3.39e38},
              {1, 1.015625, -1.015625, 1.0078125, std::numeric_limits<double>::infinity(),
               -3.3895313892515355e38});
  for (OpCase& c : description.cases) c.derivative = Derivative::skipped;
  return description;
}

OpDescription round_op() {
  OpDescription description =
      extreme(unary(ops::kRound, call(ops::round), [](long double x) { return std::nearbyint(x); },
                    {.low = -6, .high = 6}),
              {0.5, 1.5, 2.5, -0.5, -1.5, 0.49999997, 8388609, -3e9},
              {0, 2, 2, -0.0, -2, 0, 8388609, -3e9});
  for (OpCase& c : description.cases) c.derivative = Derivative::skipped;  // is taken as 1
  return description;
}

OpDescription leaky_relu_op(const OpInput& apart) {
  OpDescription description = unary(
      ops::kLeakyRelu, [](const Inputs& in) { return ops::leaky_relu(in[0], 0.125); },
      [](long double x) { return x > 0 ? x : 0.125L * x; }, apart);
  description.refusals.push_back(
      {.inputs = {{DType::f32, {2}}},
       .build = [](const Inputs& in) { return ops::leaky_relu(in[0], -0.5); },
       .fragment = "negative_slope"});
  return description;
}

OpDescription elu_op(const OpInput& apart) {
  OpDescription description = unary(
      ops::kElu, [](const Inputs& in) { return ops::elu(in[0], 0.75); },
      [](long double x) { return x > 0 ? x : 0.75L * std::expm1(x); }, apart);
  description.refusals.push_back({.inputs = {{DType::f32, {2}}},
                                  .build = [](const Inputs& in) { return ops::elu(in[0], -1.0); },
                                  .fragment = "alpha"});
  return description;
}

}  // namespace

std::vector<OpDescription> function_ops() {
  const OpInput apart{.gap = 0.05};
  const OpInput positive{.low = 0.2, .high = 5};
  const OpInput wide{.low = -6, .high = 6};
  return {
      unary(ops::kNeg, call(ops::neg), [](long double x) { return -x; }),
      unary(
          ops::kAbs, call(ops::abs), [](long double x) { return x < 0 ? -x : x; }, apart),
      extreme(unary(
                  ops::kSign, call(ops::sign),
                  [](long double x) { return x < 0   ? -1.0L
                                             : x > 0 ? 1.0L
                                                     : 0.0L; }, apart),
              {0, -0.0, 1e-30, -1e-30}, {0, 0, 1, -1}),
      extreme(unary(
                  ops::kExp, call(ops::exp), [](long double x) { return std::exp(x); }, wide),
              {0, -1000, 1}, {1, 0, std::numbers::e}),
      extreme(unary(ops::kExpm1, call(ops::expm1), [](long double x) { return std::expm1(x); }),
              {1e-10, -1000, 0}, {1.00000000005e-10, -1, 0}),
      unary(
          ops::kLog, call(ops::log), [](long double x) { return std::log(x); }, positive),
      extreme(unary(ops::kLog1p, call(ops::log1p), [](long double x) { return std::log1p(x); },
                    {.low = -0.8, .high = 5}),
              {1e-10, 0, std::numbers::e - 1}, {9.9999999995e-11, 0, 1}),
      extreme(
          unary(
              ops::kSqrt, call(ops::sqrt), [](long double x) { return std::sqrt(x); }, positive),
          {0, 4, 1e20}, {0, 2, 1e10}),
      extreme(unary(ops::kSin, call(ops::sin), [](long double x) { return std::sin(x); }),
              {0, 1e5, -1e-8}, {0, std::sin(1e5), -1e-8}),
      extreme(unary(ops::kCos, call(ops::cos), [](long double x) { return std::cos(x); }),
              {0, 1e5, -1e-8}, {1, std::cos(1e5), 1}),
      extreme(unary(ops::kTanh, call(ops::tanh),
                    [](long double x) { return std::expm1(2 * x) / (std::expm1(2 * x) + 2); }),
              {100, -100, 1e-8, 0}, {1, -1, 1e-8, 0}),
      extreme(unary(ops::kSigmoid, call(ops::sigmoid), sigmoid, wide), {0, 1000, -1000},
              {0.5, 1, 0}),
      extreme(unary(ops::kErf, call(ops::erf), [](long double x) { return std::erf(x); }),
              {0, 10, -10}, {0, 1, -1}),
      extreme(unary(
                  ops::kRelu, call(ops::relu), [](long double x) { return x > 0 ? x : 0; }, apart),
              {0, -1, 1e30}, {0, 0, 1e30}),
      leaky_relu_op(apart),
      elu_op(apart),
      extreme(unary(
                  ops::kSoftplus, call(ops::softplus),
                  [](long double x) { return std::log(1 + std::exp(x)); }, wide),
              {0, 1000, -1000}, {std::numbers::ln2, 1000, 0}),
      sigmoid_cross_entropy_op(),
      cast_op(),
      round_op(),
      round_bf16_op(),
      stop_gradient_op(),
  };
}

}  // namespace ganglion::op_tests

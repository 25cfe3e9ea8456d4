#include <cmath>

#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Function = std::function<long double(const long double*)>;

OpDescription binary(const OpDef& op, Value (*make)(Value, Value), const Function& function,
                     const OpInput& a = {}, const OpInput& b = {}) {
  const auto build = [make](const Inputs& in) { return make(in[0], in[1]); };
  OpDescription description{&op, binary_cases(a, b, build, elementwise(function)),
                            binary_refusals(build)};
  // Ops on three operands would be accepted by the shape rule; the number of inputs is checked too.
  description.refusals.push_back(
      {.inputs = {{DType::f32, {2}}},
       .build = [&op](const Inputs& in) { return in[0].graph->add(op, {in[0]}); },
       .fragment = "takes 2 inputs"});
  return description;
}

/// The comparison ops jump where their operands meet; these draws meet often.
OpCase meeting(const OpDescription& description) {
  const OpInput few{.shape = {9}, .values = {0, 1, 2, -1, 0.5, -0.0, 3, 3, -2}};
  const OpInput others{.shape = {9}, .values = {0, 2, 1, -1, 0.5, 0.0, 3, -3, -2}};
  OpCase made = description.cases.front();
  made.name = "meeting";
  made.inputs = {few, others};
  made.derivative = Derivative::skipped;
  return made;
}

OpDescription with_meeting(OpDescription description) {
  description.cases.push_back(meeting(description));
  return description;
}

OpDescription select_op() {
  const auto build = [](const Inputs& in) { return ops::select(in[0], in[1], in[2]); };
  const Expected expected =
      elementwise([](const long double* x) { return x[0] != 0 ? x[1] : x[2]; });
  const auto make = [&](const char* name, std::vector<OpInput> inputs, Derivative derivative) {
    return OpCase{.name = name,
                  .inputs = std::move(inputs),
                  .build = build,
                  .expected = expected,
                  .derivative = derivative};
  };
  const OpInput mask{.shape = {6}, .values = {0, 1, 0, -1, 0.5, -0.0}};
  const OpInput mask_row{.shape = {1, 3}, .values = {0, 1, 0}};
  std::vector<double> pattern;
  for (int i = 0; i < 1031; ++i) pattern.push_back(i % 3 == 0 ? 0 : 1);
  return {&ops::kSelect,
          {make("same", {mask, {{6}}, {{6}}}, Derivative::checked),
           make("broadcast", {mask_row, {{2, 3}}, {{}}}, Derivative::checked),
           make("empty", {{{0}}, {{0}}, {{0}}}, Derivative::checked),
           make("long", {{.shape = {1031}, .values = pattern}, {{1031}}, {{1031}}},
                Derivative::skipped),
           make("stretched", {{.shape = {1, 1}, .values = {1}}, {{65, 67}}, {{67}}},
                Derivative::skipped)},
          {{.inputs = {{DType::f32, {2}}, {DType::f32, {3}}, {DType::f32, {3}}},
            .build = build,
            .fragment = "don't broadcast"}}};
}

}  // namespace

std::vector<OpDescription> arithmetic_ops() {
  const OpInput divisor{.low = -3, .high = 3, .gap = 0.3};
  const OpInput positive{.low = 0.3, .high = 3};
  std::vector<OpDescription> list = {
      binary(ops::kAdd, ops::add, [](const long double* x) { return x[0] + x[1]; }),
      binary(ops::kSub, ops::sub, [](const long double* x) { return x[0] - x[1]; }),
      binary(ops::kMul, ops::mul, [](const long double* x) { return x[0] * x[1]; }),
      binary(
          ops::kDiv, ops::div, [](const long double* x) { return x[0] / x[1]; }, {}, divisor),
      binary(
          ops::kPow, ops::pow, [](const long double* x) { return std::pow(x[0], x[1]); }, positive),
      with_meeting(binary(ops::kMaximum, ops::maximum,
                          [](const long double* x) { return std::max(x[0], x[1]); })),
      with_meeting(binary(ops::kMinimum, ops::minimum,
                          [](const long double* x) { return std::min(x[0], x[1]); })),
      with_meeting(binary(ops::kGreater, ops::greater,
                          [](const long double* x) { return x[0] > x[1] ? 1.0L : 0.0L; })),
      with_meeting(binary(ops::kEqual, ops::equal,
                          [](const long double* x) { return x[0] == x[1] ? 1.0L : 0.0L; })),
      select_op()};
  // A negative base with an integer exponent: (-2)^3 = -8, (-3)^2 = 9, (-1.5)^-1 = -2/3, (-2)^0.
  list[4].cases.push_back({.name = "negative_base",
                           .inputs = {{.shape = {4}, .values = {-2, -3, -1.5, -2}},
                                      {.shape = {4}, .values = {3, 2, -1, 0}}},
                           .build = [](const Inputs& in) { return ops::pow(in[0], in[1]); },
                           .expected =
                               [](const Operands&, const Shape&) {
                                 return std::vector<double>{-8, 9, -2.0 / 3.0, 1};
                               },
                           .derivative = Derivative::skipped});
  return list;
}

}  // namespace ganglion::op_tests

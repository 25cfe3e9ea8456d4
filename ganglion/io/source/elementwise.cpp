#include "ganglion/io/source/elementwise.h"

#include <fmt/format.h>

#include <array>

#include "ganglion/io/source/c_text.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::io {
namespace {

struct ElementForm {
  const OpDef* op;
  std::string_view form;      ///< {0}, {1}, {2}: operands; {3}: the op's parameter
  std::string_view function;  ///< that it calls, of c_functions; may be empty
};

constexpr ElementForm kForms[] = {
    {&ops::kAdd, "({0} + {1})", ""},
    {&ops::kSub, "({0} - {1})", ""},
    {&ops::kMul, "({0} * {1})", ""},
    {&ops::kDiv, "({0} / {1})", ""},
    {&ops::kPow, "powf({0}, {1})", ""},
    {&ops::kMaximum, "@max({0}, {1})", "max"},
    {&ops::kMinimum, "@min({0}, {1})", "min"},
    {&ops::kGreater, "({0} > {1} ? 1.0f : 0.0f)", ""},
    {&ops::kEqual, "({0} == {1} ? 1.0f : 0.0f)", ""},
    {&ops::kSelect, "({0} != 0.0f ? {1} : {2})", ""},
    {&ops::kNeg, "(-{0})", ""},
    {&ops::kAbs, "fabsf({0})", ""},
    {&ops::kSign, "@sign({0})", "sign"},
    {&ops::kExp, "expf({0})", ""},
    {&ops::kExpm1, "expm1f({0})", ""},
    {&ops::kLog, "logf({0})", ""},
    {&ops::kLog1p, "log1pf({0})", ""},
    {&ops::kSqrt, "sqrtf({0})", ""},
    {&ops::kTanh, "tanhf({0})", ""},
    {&ops::kSigmoid, "@sigmoid({0})", "sigmoid"},
    {&ops::kErf, "erff({0})", ""},
    {&ops::kRelu, "@relu({0})", "relu"},
    {&ops::kLeakyRelu, "@leaky_relu({0}, {3})", "leaky_relu"},
    {&ops::kElu, "@elu({0}, {3})", "elu"},
    {&ops::kSoftplus, "@softplus({0})", "softplus"},
    {&ops::kRound, "@round({0})", "round"},
    {&ops::kStopGradient, "{0}", ""},
};

}  // namespace

std::string element_expression(const Node& node, const std::vector<std::string>& operands,
                               CFunctions& functions) {
  // To a whole number; to a floating one a value stays as it is.
  if (node.op == &ops::kCast) return fmt::format("truncf({})", operands[0]);
  for (const ElementForm& form : kForms) {
    if (form.op != node.op) continue;
    if (!form.function.empty()) functions.emplace(form.function);
    std::array<std::string, 3> values;
    for (std::size_t i = 0; i < operands.size(); ++i) values.at(i) = operands[i];
    return fmt::format(fmt::runtime(form.form), values[0], values[1], values[2],
                       c_number(static_cast<float>(ops::parameter_of(node))));
  }
  return {};
}

std::string element_index(const Shape& from, const Shape& to) {
  if (from == to) return "i";
  if (from.size() == 1) return "0";
  const int lead = to.rank() - from.rank();
  std::string text;
  std::int64_t behind = 1;  // elements of the result behind an axis
  std::int64_t stride = 1;  // and of the operand
  for (int axis = to.rank() - 1; axis >= lead;) {
    if (from[axis - lead] == 1) {
      behind *= to[axis--];
      continue;
    }
    // Neighbouring axes that the operand has are one.
    std::int64_t extent = 1;
    while (axis >= lead && from[axis - lead] != 1) extent *= to[axis--];
    std::string place = behind == 1 ? "i" : fmt::format("i / {}", behind);
    if (behind * extent < to.size()) place += fmt::format(" % {}", extent);
    if (stride > 1) place = fmt::format("{} * ({})", stride, place);
    text = text.empty() ? place : place + " + " + text;
    behind *= extent;
    stride *= extent;
  }
  return text;
}

}  // namespace ganglion::io

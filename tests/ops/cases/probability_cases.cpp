#include <cmath>

#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;

/// log of the sum of exponentials of row r, as it is written on paper; long double reaches e^11000.
/// Processors round the last bit of log(exp(x)) as they like: for a class alone it is x itself.
long double log_sum(const Operand& x, std::int64_t row) {
  const std::int64_t n = x.shape[-1];
  if (n == 1) return x[row];
  long double sum = 0;
  for (std::int64_t j = 0; j < n; ++j) sum += std::exp(static_cast<long double>(x[row * n + j]));
  return std::log(sum);
}

std::vector<double> log_probabilities(const Operands& in, const Shape&) {
  std::vector<double> values;
  const std::int64_t n = in[0].shape[-1];
  for (std::int64_t i = 0; i < in[0].shape.size(); ++i) {
    values.push_back(static_cast<double>(in[0][i] - log_sum(in[0], i / n)));
  }
  return values;
}

std::vector<double> probabilities(const Operands& in, const Shape& result) {
  std::vector<double> values = log_probabilities(in, result);
  for (double& value : values) value = std::exp(value);
  return values;
}

std::vector<double> losses(const Operands& in, const Shape& result) {
  std::vector<double> values;
  const std::int64_t n = in[0].shape[-1];
  for (std::int64_t r = 0; r < result.size(); ++r) {
    const auto label = static_cast<std::int64_t>(in[1][r]);
    values.push_back(static_cast<double>(log_sum(in[0], r) - in[0][r * n + label]));
  }
  return values;
}

const Shape kShapes[] = {{5},      {1},     {3, 4},   {2, 3, 4}, {3, 1},  {0, 4},
                         {32, 10}, {7, 17}, {9, 257}, {3, 1031}, {300, 3}};

OpDescription softmax_op(const OpDef& op, Value (*make)(Value), const Expected& expected,
                         const std::vector<double>& extremes) {
  const Build build = [make](const Inputs& in) { return make(in[0]); };
  OpDescription description{&op, {}, {}};
  for (const Shape& shape : kShapes) {
    description.cases.push_back(
        {.name = shape.to_string(),
         .inputs = {{.shape = shape, .low = -4, .high = 4}},
         .build = build,
         .expected = expected,
         .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
         .whole_scale = true});
  }
  description.cases.push_back({.name = "extreme",
                               .inputs = {{.shape = {2, 2}, .values = {1e4, -1e4, 1e4, 1e4}}},
                               .build = build,
                               .expected = [=](const Operands&, const Shape&) { return extremes; },
                               .derivative = Derivative::skipped});
  description.refusals = {{{{DType::f32, {}}}, build, "at least one axis"},
                          {{{DType::i32, {3}}}, build, "needs f32 or f64"}};
  return description;
}

OpDescription softmax_cross_entropy_op() {
  const Build build = [](const Inputs& in) { return ops::softmax_cross_entropy(in[0], in[1]); };
  OpDescription description{&ops::kSoftmaxCrossEntropy, {}, {}};
  for (const Shape& shape : kShapes) {
    const OpInput labels{.shape = shape.without(-1),
                         .low = 0,
                         .high = static_cast<double>(shape[-1]),
                         .index = true};
    description.cases.push_back(
        {.name = shape.to_string(),
         .inputs = {{.shape = shape, .low = -4, .high = 4}, labels},
         .build = build,
         .expected = losses,
         .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
         .whole_scale = true});
  }
  description.cases.push_back(
      {.name = "extreme",
       .inputs = {{.shape = {3, 2}, .values = {1e4, -1e4, 1e4, -1e4, -1e4, -1e4}},
                  {.shape = {3}, .index = true, .values = {0, 1, 1}}},
       .build = build,
       .expected =
           [](const Operands&, const Shape&) {
             return std::vector<double>{0, 2e4, std::log(2.0)};
           },
       .derivative = Derivative::skipped});
  description.refusals = {{{{DType::f32, {3, 4}}, {DType::i32, {4}}}, build, "labels of shape"},
                          {{{DType::f32, {3, 4}}, {DType::f32, {3}}}, build, "i32 labels"},
                          {{{DType::f32, {3, 0}}, {DType::i32, {3}}}, build, "at least one class"}};
  return description;
}

}  // namespace

std::vector<OpDescription> probability_ops() {
  return {softmax_op(ops::kSoftmax, ops::softmax, probabilities, {1, 0, 0.5, 0.5}),
          softmax_op(ops::kLogSoftmax, ops::log_softmax, log_probabilities,
                     {0, -2e4, -std::log(2.0), -std::log(2.0)}),
          softmax_cross_entropy_op()};
}

}  // namespace ganglion::op_tests

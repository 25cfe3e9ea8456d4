#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

constexpr std::uint64_t kSeed = 11;
constexpr std::uint64_t kStream = 5;
constexpr double kRate = 0.25;

/// The counter of element i in step 3.
std::uint64_t counter_of(std::int64_t i) {
  return (std::uint64_t{3} << 34) + static_cast<std::uint64_t>(i);
}

/// Numbers in the shape of a value, which nothing is the derivative of.
OpDescription drawn(const OpDef& op, Value (*build)(Value, Value, std::uint64_t, std::uint64_t),
                    double (*number)(std::uint64_t, std::uint64_t, std::uint64_t)) {
  OpDescription description{&op, {}, {}};
  const auto call = [build](const Inputs& in) { return build(in[0], in[1], kSeed, kStream); };
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{9}, Shape{3, 4}, Shape{1031}}) {
    description.cases.push_back(
        {.name = shape.to_string(),
         .inputs = {{.shape = shape}, {.shape = {}, .values = {3}, .f32 = true}},
         .build = call,
         .expected =
             [number](const Operands&, const Shape& result) {
               std::vector<double> values;
               for (std::int64_t i = 0; i < result.size(); ++i) {
                 values.push_back(number(kSeed, kStream, counter_of(i)));
               }
               return values;
             },
         .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
         .specials = false});
  }
  description.refusals = {{{{DType::f32, {2}}, {DType::f32, {1}}}, call, "the step"},
                          {{{DType::i32, {2}}, {DType::f32, {}}}, call, "a floating value"}};
  return description;
}

}  // namespace

std::vector<OpDescription> random_ops() {
  OpDescription description{&ops::kDropoutMask, {}, {}};
  for (const Shape& shape : {Shape{}, Shape{0}, Shape{9}, Shape{3, 4}, Shape{1031}}) {
    description.cases.push_back(
        {.name = shape.to_string(),
         .inputs = {{.shape = shape}, {.shape = {}, .values = {3}, .f32 = true}},
         .build =
             [](const Inputs& in) {
               return ops::dropout_mask(in[0], in[1], kRate, kSeed, kStream);
             },
         .expected =
             [](const Operands&, const Shape& result) {
               std::vector<double> values;
               for (std::int64_t i = 0; i < result.size(); ++i) {
                 const double draw = random_uniform(kSeed, kStream, counter_of(i));
                 values.push_back(draw < kRate ? 0.0 : 1 / (1 - kRate));
               }
               return values;
             },
         .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
         .specials = false});
  }
  const auto at_rate = [](double rate) {
    return [rate](const Inputs& in) { return ops::dropout_mask(in[0], in[1], rate, 1, 1); };
  };
  description.refusals = {{{{DType::f32, {2}}, {DType::f32, {}}}, at_rate(1.0), "in [0, 1)"},
                          {{{DType::f32, {2}}, {DType::f32, {}}}, at_rate(-0.1), "in [0, 1)"},
                          {{{DType::f32, {2}}, {DType::f32, {1}}}, at_rate(0.5), "the step"}};
  return {description, drawn(ops::kRandomUniform, ops::random_uniform, ganglion::random_uniform),
          drawn(ops::kRandomNormal, ops::random_normal, ganglion::random_normal)};
}

}  // namespace ganglion::op_tests

#include <algorithm>
#include <limits>
#include <utility>

#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;

/// The places of a shape without an axis, each with the line of elements along it.
std::vector<std::vector<double>> lines_of(const Operand& x, int axis) {
  const Shape kept = x.shape.with(axis, 1);
  std::vector<std::vector<double>> lines;
  for (std::int64_t i = 0; i < kept.size(); ++i) {
    std::vector<std::int64_t> place = place_of(kept, i);
    lines.emplace_back();
    for (std::int64_t j = 0; j < x.shape[axis]; ++j) {
      place[static_cast<std::size_t>(normalize_axis(axis, x.shape.rank(), "axis"))] = j;
      lines.back().push_back(x[offset_of(x.shape, place)]);
    }
  }
  return lines;
}

OpDescription argmax_op() {
  OpDescription description{&ops::kArgmax, {}, {}};
  const auto over = [](int axis) -> Build {
    return [axis](const Inputs& in) { return ops::argmax(in[0], axis); };
  };
  for (const auto& [shape, axis] : std::vector<std::pair<Shape, int>>{
           {{5}, 0}, {{4, 3}, 1}, {{4, 3}, 0}, {{2, 5, 3}, -2}, {{0, 3}, 1}, {{300, 17}, -1}}) {
    description.cases.push_back(
        {.name = shape.to_string() + " " + std::to_string(axis),
         .inputs = {{.shape = shape}},
         .build = over(axis),
         .expected =
             [axis = axis](const Operands& in, const Shape&) {
               std::vector<double> places;
               for (const auto& line : lines_of(in[0], axis)) {
                 places.push_back(static_cast<double>(std::max_element(line.begin(), line.end()) -
                                                      line.begin()));
               }
               return places;
             },
         .derivative = Derivative::skipped,
         .specials = false});
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  description.cases.push_back(
      {.name = "the first of equal ones, and a NaN",
       .inputs = {{.shape = {3, 3}, .values = {1, 2, 2, 1, nan, 2, nan, 5, nan}}},
       .build = over(1),
       .expected =
           [](const Operands&, const Shape&) {
             return std::vector<double>{1, 1, 0};
           },
       .derivative = Derivative::skipped,
       .specials = false});
  description.refusals = {{{{DType::i32, {2, 3}}}, over(0), "needs f32 or f64"},
                          {{{DType::f32, {2, 3}}}, over(2), "axis 2", false},
                          {{{DType::f32, {2, 0}}}, over(1), "none"}};
  return description;
}

OpDescription cumulative_sum_op() {
  OpDescription description{&ops::kCumulativeSum, {}, {}};
  const auto along = [](int axis, bool reverse) -> Build {
    return [axis, reverse](const Inputs& in) { return ops::cumulative_sum(in[0], axis, reverse); };
  };
  for (const bool reverse : {false, true}) {
    for (const auto& [shape, axis] : std::vector<std::pair<Shape, int>>{{{5}, 0},
                                                                        {{4, 3}, 1},
                                                                        {{4, 3}, 0},
                                                                        {{2, 3, 2}, -2},
                                                                        {{0, 3}, 1},
                                                                        {{3, 0}, 1},
                                                                        {{30, 17}, 0}}) {
      description.cases.push_back(
          {.name = shape.to_string() + " " + std::to_string(axis) + (reverse ? " reverse" : ""),
           .inputs = {{.shape = shape}},
           .build = along(axis, reverse),
           .expected =
               [axis = axis, reverse](const Operands& in, const Shape& result) {
                 std::vector<double> sums;
                 for (std::int64_t i = 0; i < result.size(); ++i) {
                   std::vector<std::int64_t> place = place_of(result, i);
                   auto& at =
                       place[static_cast<std::size_t>(normalize_axis(axis, result.rank(), "axis"))];
                   const std::int64_t own = at;
                   double sum = 0.0;
                   for (at = 0; at < result[axis]; ++at) {
                     if (reverse ? at >= own : at <= own) sum += in[0][offset_of(result, place)];
                   }
                   sums.push_back(sum);
                 }
                 return sums;
               },
           .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
           .whole_scale = true});
    }
  }
  description.refusals = {{{{DType::i32, {2, 3}}}, along(0, false), "needs f32 or f64"},
                          {{{DType::f32, {2, 3}}}, along(2, false), "axis 2", false}};
  return description;
}

}  // namespace

std::vector<OpDescription> axis_ops() {
  return {argmax_op(), cumulative_sum_op()};
}

}  // namespace ganglion::op_tests

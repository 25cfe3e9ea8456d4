#include <cmath>
#include <limits>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/ops/cases/op_case.h"

namespace ganglion::op_tests {
namespace {

using Build = std::function<Value(const Inputs&)>;

struct Product {
  std::int64_t m, k, n;
  bool ta = false, tb = false;
};

std::vector<double> product(const Product& p, const Operand& a, const Operand& b) {
  std::vector<double> result;
  for (std::int64_t i = 0; i < p.m; ++i) {
    for (std::int64_t j = 0; j < p.n; ++j) {
      long double sum = 0;
      for (std::int64_t k = 0; k < p.k; ++k) {
        sum += static_cast<long double>(a[p.ta ? k * p.m + i : i * p.k + k]) *
               b[p.tb ? j * p.k + k : k * p.n + j];
      }
      result.push_back(static_cast<double>(sum));
    }
  }
  return result;
}

std::vector<Product> products() {
  std::vector<Product> all;
  for (bool ta : {false, true}) {
    for (bool tb : {false, true}) {
      for (const auto& [m, k, n] : std::vector<std::array<std::int64_t, 3>>{{2, 3, 4},
                                                                            {1, 1, 1},
                                                                            {3, 5, 1},
                                                                            {1, 6, 5},
                                                                            {0, 3, 2},
                                                                            {2, 0, 3},
                                                                            {2, 3, 0},
                                                                            {7, 13, 9},
                                                                            {32, 64, 25},
                                                                            {33, 17, 65},
                                                                            {64, 100, 48},
                                                                            {17, 800, 20}}) {
        all.push_back({m, k, n, ta, tb});
      }
    }
  }
  return all;
}

std::vector<OpInput> operands(const Product& p) {
  return {{.shape = p.ta ? Shape{p.k, p.m} : Shape{p.m, p.k}},
          {.shape = p.tb ? Shape{p.n, p.k} : Shape{p.k, p.n}}};
}

std::string name_of(const Product& p) {
  return std::to_string(p.m) + "x" + std::to_string(p.k) + "x" + std::to_string(p.n) +
         (p.ta ? "_ta" : "") + (p.tb ? "_tb" : "");
}

OpDescription matmul_op() {
  OpDescription description{&ops::kMatmul, {}, {}};
  for (const Product& p : products()) {
    description.cases.push_back(
        {.name = name_of(p),
         .inputs = operands(p),
         .build = [p](const Inputs& in) { return ops::matmul(in[0], in[1], p.ta, p.tb); },
         .expected = [p](const Operands& in, const Shape&) { return product(p, in[0], in[1]); },
         .derivative = p.m * p.k * p.n < 40 ? Derivative::checked : Derivative::skipped,
         .whole_scale = true});
  }
  const Build plain = [](const Inputs& in) { return ops::matmul(in[0], in[1]); };
  const Build transposed = [](const Inputs& in) { return ops::matmul(in[0], in[1], true, false); };
  description.refusals = {
      {{{DType::f32, {2, 3}}, {DType::f32, {4, 5}}}, plain, "inner extents 3 and 4 differ"},
      {{{DType::f32, {2, 3}}, {DType::f32, {3, 5}}},
       transposed,
       "inner extents 2 and 3 differ (after the transposes"},
      {{{DType::f32, {3}}, {DType::f32, {3, 5}}}, plain, "two matrices"},
      {{{DType::f32, {2, 3}}, {DType::f64, {3, 5}}}, plain, "one type"}};
  return description;
}

OpCase fused_product(const Product& p, const std::string& activation, bool biased) {
  constexpr double kParameter = 0.5;
  const double parameter = activation == "leaky_relu" || activation == "elu" ? kParameter : 0.0;
  OpCase made{.name = name_of(p) + "_" + activation + (biased ? "_biased" : ""),
              .inputs = operands(p),
              .build = {},
              .expected = {},
              .derivative = Derivative::skipped,
              .whole_scale = true};
  if (biased) made.inputs.push_back({.shape = {p.n}});
  made.build = [=](const Inputs& in) {
    const Value plain = ops::matmul(in[0], in[1], p.ta, p.tb);
    return ops::fused_matmul(plain.producer(), in[0], in[1], biased ? in[2] : Value{}, activation,
                             parameter, "");
  };
  made.expected = [=](const Operands& in, const Shape&) {
    std::vector<double> result = product(p, in[0], in[1]);
    for (std::size_t i = 0; i < result.size(); ++i) {
      const double bias = biased ? in[2].values[i % static_cast<std::size_t>(p.n)] : 0.0;
      result[i] = activate(activation, result[i] + bias, parameter);
    }
    return result;
  };
  return made;
}

OpDescription fused_matmul_op() {
  OpDescription description{&ops::kFusedMatmul, {}, {}};
  for (const char* activation : {"linear", "relu", "leaky_relu", "elu", "tanh", "sigmoid"}) {
    for (bool biased : {false, true}) {
      description.cases.push_back(fused_product({32, 64, 25}, activation, biased));
    }
  }
  for (const Product& p : products()) description.cases.push_back(fused_product(p, "linear", true));
  description.refusals = {
      {{{DType::f32, {2, 3}}, {DType::f32, {4, 5}}, {DType::f32, {5}}},
       [](const Inputs& in) {
         const Value plain = ops::matmul(in[0], ops::transpose(in[0], {1, 0}));
         return ops::fused_matmul(plain.producer(), in[0], in[1], in[2], "linear", 0, "");
       },
       "inner extents"},
      {{{DType::f32, {2, 3}}, {DType::f32, {3, 5}}, {DType::f32, {4}}},
       [](const Inputs& in) {
         const Value plain = ops::matmul(in[0], in[1]);
         return ops::fused_matmul(plain.producer(), in[0], in[1], in[2], "linear", 0, "");
       },
       "one element per column"}};
  return description;
}

/// For each place of the result the elements of x that belong to it. `axes` are sorted.
std::vector<std::vector<double>> groups(const Operand& x, const std::vector<int>& axes) {
  std::vector<std::int64_t> dims(x.shape.begin(), x.shape.end());
  for (int axis : axes) dims[static_cast<std::size_t>(axis)] = 1;
  const Shape kept{std::span<const std::int64_t>(dims)};
  std::vector<std::vector<double>> result(static_cast<std::size_t>(kept.size()));
  for (std::int64_t i = 0; i < x.shape.size(); ++i) {
    std::vector<std::int64_t> place = place_of(x.shape, i);
    for (int axis : axes) place[static_cast<std::size_t>(axis)] = 0;
    result[static_cast<std::size_t>(offset_of(kept, place))].push_back(x[i]);
  }
  return result;
}

using Reduction = Value (*)(Value, std::vector<int>, bool);

OpDescription reduce_op(const OpDef& op, Reduction make, double start,
                        double (*step)(double, double), bool empty) {
  OpDescription description{&op, {}, {}};
  std::vector<std::pair<Shape, std::vector<int>>> shapes = {{{5}, {0}},
                                                            {{3, 4}, {0}},
                                                            {{3, 4}, {1}},
                                                            {{3, 4}, {0, 1}},
                                                            {{2, 3, 4}, {1}},
                                                            {{2, 3, 4}, {0, 2}},
                                                            {{1}, {0}},
                                                            {{1, 5}, {0}},
                                                            {{5, 1}, {1}},
                                                            {{128, 10}, {0}},
                                                            {{32, 25}, {1}},
                                                            {{33, 67}, {0}},
                                                            {{33, 67}, {1}},
                                                            {{20011}, {0}},
                                                            {{7, 130, 3}, {1}},
                                                            {{9, 8, 7, 6}, {0, 1, 2}},
                                                            {{9, 8, 7, 6}, {1, 3}},
                                                            {{300, 301}, {0, 1}}};
  if (empty) shapes.insert(shapes.end(), {{{0, 3}, {0}}, {{3, 0}, {1}}, {{0}, {0}}});
  for (const auto& [shape, axes] : shapes) {
    for (bool keep : {false, true}) {
      description.cases.push_back(
          {.name = shape.to_string() + " over " + std::to_string(axes.size()) + " from " +
                   std::to_string(axes[0]) + (keep ? " kept" : ""),
           .inputs = {{.shape = shape}},
           .build = [make, axes, keep](const Inputs& in) { return make(in[0], axes, keep); },
           .expected =
               [axes, start, step](const Operands& in, const Shape&) {
                 std::vector<double> result;
                 for (const auto& group : groups(in[0], axes)) {
                   double sum = start;
                   for (double x : group) sum = step(sum, x);
                   result.push_back(sum);
                 }
                 return result;
               },
           .derivative = shape.size() < 40 ? Derivative::checked : Derivative::skipped,
           .whole_scale = true});
    }
  }
  const auto over = [make](std::vector<int> axes) -> Build {
    return [make, axes](const Inputs& in) { return make(in[0], axes, false); };
  };
  description.refusals = {{{{DType::i32, {2, 3}}}, over({0}), "needs f32 or f64"},
                          {{{DType::f32, {2, 3}}}, over({2}), "axis 2", false},
                          {{{DType::f32, {2, 3}}}, over({0, -2}), "an axis is given twice", false}};
  if (!empty) description.refusals.push_back({{{DType::f32, {0, 3}}}, over({0}), "none"});
  return description;
}

OpDescription all_reduce_op() {
  OpDescription description{&ops::kAllReduce, {}, {}};
  for (int replicas : {1, 2, 8}) {
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{7}, Shape{33, 31}}) {
      description.cases.push_back(
          {.name = std::to_string(replicas) + " of " + shape.to_string(),
           .inputs = {{.shape = shape, .copies = replicas}},
           .build = [replicas](const Inputs& in) { return ops::all_reduce(in[0], replicas); },
           .expected =
               [](const Operands& in, const Shape& result) {
                 std::vector<double> sums(static_cast<std::size_t>(result.size()), 0.0);
                 for (const Operand& part : in) {
                   for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += part.values[i];
                 }
                 return sums;
               },
           .derivative = Derivative::skipped,
           .whole_scale = true});
    }
  }
  return description;
}

double larger(double largest, double x) {
  return x > largest ? x : largest;
}
double plus(double sum, double x) {
  return sum + x;
}

}  // namespace

std::vector<OpDescription> product_ops() {
  const double lowest = -std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  OpDescription reduce_max = reduce_op(ops::kReduceMax, ops::reduce_max, lowest, larger, false);
  reduce_max.cases.push_back(
      {.name = "a NaN stays, wherever it is",
       .inputs = {{.shape = {3, 3}, .values = {nan, 1, 2, 1, nan, 2, 1, 2, nan}}},
       .build = [](const Inputs& in) { return ops::reduce_max(in[0], {1}); },
       .expected =
           [nan](const Operands&, const Shape&) {
             return std::vector{nan, nan, nan};
           },
       .derivative = Derivative::skipped});
  return {matmul_op(), fused_matmul_op(),
          reduce_op(ops::kReduceSum, ops::reduce_sum, 0.0, plus, true), reduce_max,
          all_reduce_op()};
}

}  // namespace ganglion::op_tests

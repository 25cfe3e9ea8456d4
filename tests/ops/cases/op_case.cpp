#include "tests/ops/cases/op_case.h"

#include <cmath>

namespace ganglion::op_tests {
namespace {

/// Finite differences run once per element and direction: only small cases are worth it.
Derivative derivative_for(const Shape& shape) {
  constexpr std::int64_t kSmall = 40;
  return shape.size() <= kSmall ? Derivative::checked : Derivative::skipped;
}

std::string named(std::initializer_list<Shape> shapes) {
  std::string name;
  for (const Shape& shape : shapes) name += shape.to_string();
  return name;
}

}  // namespace

void PrintTo(const OpDescription* description, std::ostream* out) {
  *out << description->op->name;
}

const std::vector<OpDescription>& all_descriptions() {
  static const std::vector<OpDescription> kAll = [] {
    std::vector<OpDescription> all;
    for (auto group : {arithmetic_ops, function_ops, product_ops, axis_ops, conv_ops, pool_ops,
                       fused_ops, shape_ops, index_ops, probability_ops, random_ops, packed_ops,
                       blocked_ops, winograd_ops, recurrent_ops, batched_ops}) {
      for (OpDescription& description : group()) all.push_back(std::move(description));
    }
    return all;
  }();
  return kAll;
}

std::vector<std::int64_t> place_of(const Shape& shape, std::int64_t i) {
  std::vector<std::int64_t> place(static_cast<std::size_t>(shape.rank()));
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    place[static_cast<std::size_t>(axis)] = i % shape[axis];
    i /= shape[axis];
  }
  return place;
}

std::int64_t offset_of(const Shape& shape, const std::vector<std::int64_t>& place) {
  std::int64_t offset = 0;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    offset = offset * shape[axis] + place.at(static_cast<std::size_t>(axis));
  }
  return offset;
}

double broadcast_at(const Operand& operand, const Shape& result, std::int64_t i) {
  if (operand.shape == result) return operand[i];
  std::vector<std::int64_t> place = place_of(result, i);
  place.erase(place.begin(), place.begin() + (result.rank() - operand.shape.rank()));
  for (int axis = 0; axis < operand.shape.rank(); ++axis) {
    if (operand.shape[axis] == 1) place[static_cast<std::size_t>(axis)] = 0;
  }
  return operand[offset_of(operand.shape, place)];
}

Expected elementwise(std::function<long double(const long double*)> function) {
  return [function](const Operands& operands, const Shape& result) {
    std::vector<double> values;
    std::vector<long double> at(operands.size());
    for (std::int64_t i = 0; i < result.size(); ++i) {
      for (std::size_t k = 0; k < operands.size(); ++k)
        at[k] = broadcast_at(operands[k], result, i);
      values.push_back(static_cast<double>(function(at.data())));
    }
    return values;
  };
}

OpInput with_shape(OpInput input, Shape shape) {
  input.shape = shape;
  return input;
}

std::vector<OpCase> unary_cases(const OpInput& range, std::function<Value(const Inputs&)> build,
                                const Expected& expected) {
  std::vector<OpCase> cases;
  for (const Shape& shape :
       {Shape{}, Shape{0}, Shape{1}, Shape{7}, Shape{8}, Shape{3, 5}, Shape{16}, Shape{2, 0, 3},
        Shape{2, 3, 4}, Shape{33}, Shape{1031}, Shape{70, 301}, Shape{100003}}) {
    cases.push_back({.name = named({shape}),
                     .inputs = {with_shape(range, shape)},
                     .build = build,
                     .expected = expected,
                     .derivative = derivative_for(shape)});
  }
  return cases;
}

std::vector<OpCase> binary_cases(const OpInput& a, const OpInput& b,
                                 std::function<Value(const Inputs&)> build,
                                 const Expected& expected) {
  const std::vector<std::pair<Shape, Shape>> shapes = {{{}, {}},
                                                       {{0}, {1}},
                                                       {{1}, {1}},
                                                       {{7}, {7}},
                                                       {{}, {5}},
                                                       {{9}, {}},
                                                       {{3, 4}, {4}},
                                                       {{4}, {3, 4}},
                                                       {{3, 1}, {1, 4}},
                                                       {{3, 4}, {3, 1}},
                                                       {{2, 1, 4}, {3, 1}},
                                                       {{2, 3, 0}, {3, 1}},
                                                       {{1, 1}, {5}},
                                                       {{17}, {17}},
                                                       {{65, 67}, {67}},
                                                       {{67}, {65, 67}},
                                                       {{65, 67}, {65, 1}},
                                                       {{1, 67}, {65, 67}},
                                                       {{65, 67}, {}},
                                                       {{1031}, {1031}},
                                                       {{5, 6, 7, 8}, {6, 1, 8}},
                                                       {{100003}, {100003}}};
  std::vector<OpCase> cases;
  for (const auto& [left, right] : shapes) {
    cases.push_back({.name = named({left, right}),
                     .inputs = {with_shape(a, left), with_shape(b, right)},
                     .build = build,
                     .expected = expected,
                     .derivative = derivative_for(broadcast(left, right))});
  }
  return cases;
}

std::vector<Refusal> binary_refusals(std::function<Value(const Inputs&)> build) {
  return {{.inputs = {{DType::f32, {2, 3}}, {DType::f32, {4}}},
           .build = build,
           .fragment = "don't broadcast"},
          {.inputs = {{DType::f32, {2, 3}}, {DType::f64, {3}}},
           .build = build,
           .fragment = "one type (convert with cast)"},
          {.inputs = {{DType::i32, {2}}, {DType::i32, {2}}},
           .build = build,
           .fragment = "needs f32 or f64"}};
}

std::vector<Refusal> unary_refusals(std::function<Value(const Inputs&)> build) {
  return {{.inputs = {{DType::i32, {2, 3}}}, .build = build, .fragment = "needs f32 or f64"}};
}

double activate(const std::string& activation, double x, double parameter) {
  if (activation == "relu") return x > 0 ? x : 0;
  if (activation == "leaky_relu") return x > 0 ? x : parameter * x;
  if (activation == "elu") return x > 0 ? x : parameter * std::expm1(x);
  if (activation == "tanh") return std::tanh(x);
  if (activation == "sigmoid") return 1 / (1 + std::exp(-x));
  return x;
}

}  // namespace ganglion::op_tests

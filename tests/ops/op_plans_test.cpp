#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/ops/cases/op_case.h"

/// Every op, with each operand made by another op that passes look through: the plan accepts what
/// the graph accepts, and computes the same.
namespace ganglion::op_tests {
namespace {

using Feeds = std::map<std::string, Tensor>;

enum class Made : std::uint8_t { broadcast, full, reshape, slice };

DType operand_type(const OpInput& input, DType real) {
  if (input.index) return DType::i32;
  return input.f32 ? DType::f32 : real;
}

double draw(const OpInput& input, std::uint64_t i) {
  if (i < input.values.size()) return input.values[i];
  const double x = input.low + random_uniform(7, 1, i) * (input.high - input.low);
  if (input.index) return std::floor(x);
  const double spaced = std::abs(x) < input.gap ? std::copysign(input.gap + std::abs(x), x) : x;
  return static_cast<double>(static_cast<float>(spaced));
}

/// An input of that shape, with numbers that the op takes.
Value fed(Graph& graph, Feeds& feeds, const OpInput& input, const Shape& shape, DType type) {
  const std::string name = fmt::format("x{}", feeds.size());
  Tensor numbers(shape, DType::f64);
  std::uint64_t i = 0;
  for (double& number : numbers.values<double>()) number = draw(input, i++);
  feeds.emplace(name, numbers.cast(type));
  return graph.input(name, {type, shape}, false);
}

/// Empty where it can't be made so.
Value operand(Graph& graph, Feeds& feeds, const OpInput& input, Made how, DType type) {
  const Shape& shape = input.shape;
  switch (how) {
    case Made::broadcast: {
      if (shape.rank() == 0) return {};
      const Value row = fed(graph, feeds, input, shape.with(0, 1), type);
      return ops::broadcast_to(row, shape);
    }
    case Made::full:
      return ops::full(graph, shape, draw(input, 0), type);
    case Made::reshape:
      return ops::reshape(fed(graph, feeds, input, {shape.size()}, type), shape);
    case Made::slice: {
      if (shape.rank() == 0) return {};
      const Value longer = fed(graph, feeds, input, shape.with(0, shape[0] + 2), type);
      std::vector<std::int64_t> starts(static_cast<std::size_t>(shape.rank()), 0);
      starts[0] = 1;
      return ops::slice(longer, starts, shape);
    }
  }
  return {};
}

double largest_number(const Tensor& tensor) {
  double most = 1.0;
  for (double x : tensor.values<double>()) {
    if (std::isfinite(x)) most = std::max(most, std::abs(x));
  }
  return most;
}

void expect_same(const Tensor& got, const Tensor& wanted, double tolerance) {
  const Tensor a = got.cast(DType::f64);
  const Tensor b = wanted.cast(DType::f64);
  ASSERT_EQ(a.shape(), b.shape());
  const double allowed = tolerance * largest_number(b);
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    const double x = a.values<double>()[i];
    const double y = b.values<double>()[i];
    if (std::isnan(x) && std::isnan(y)) continue;
    ASSERT_TRUE(x == y || std::abs(x - y) <= allowed) << i << ": " << x << ", not " << y;
  }
}

void check(const OpCase& given, std::size_t which, Made how, DType real) {
  Graph graph;
  Feeds feeds;
  Inputs inputs{.values = {}, .real = real};
  for (std::size_t i = 0; i < given.inputs.size(); ++i) {
    const OpInput& input = given.inputs[i];
    const DType type = operand_type(input, real);
    const Value value = i == which ? operand(graph, feeds, input, how, type)
                                   : fed(graph, feeds, input, input.shape, type);
    if (!value) return;
    inputs.values.push_back(value);
  }
  const Value result = given.build(inputs);
  graph.set_output("y", result);
  const runtime::Evaluation wanted(graph, feeds);
  runtime::Plan plan(graph);
  for (auto& [name, tensor] : feeds) {
    if (plan.has(name)) plan.bind(name, tensor);
  }
  plan.run();
  expect_same(plan.read("y"), wanted.at(result), real == DType::f64 ? 1e-12 : 1e-4);
}

/// Ops of the passes themselves are made behind them; large cases are for kernels.
bool is_checked(const OpDescription& description, const OpCase& given) {
  if (description.op->place == nullptr) return false;
  std::int64_t size = 0;
  for (const OpInput& input : given.inputs) {
    if (input.copies != 1) return false;
    size += input.shape.size();
  }
  return size <= 2000;
}

TEST(OpPlans, TakeOperandsThatAreBroadcastFilledReshapedOrCut) {
  for (const OpDescription& description : all_descriptions()) {
    for (const OpCase& given : description.cases) {
      if (!is_checked(description, given)) continue;
      for (std::size_t i = 0; i < given.inputs.size(); ++i) {
        for (const Made how : {Made::broadcast, Made::full, Made::reshape, Made::slice}) {
          for (const DType real : {DType::f64, DType::f32}) {
            SCOPED_TRACE(fmt::format("{} {}: input {} made in way {}, {}", description.op->name,
                                     given.name, i, static_cast<int>(how), name_of(real)));
            EXPECT_NO_THROW(check(given, i, how, real));
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace ganglion::op_tests

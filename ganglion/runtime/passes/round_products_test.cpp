#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/same_bits.h"

namespace ganglion::runtime {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;

/// By the definition: of the numbers with 8 bits of significand the nearest one.
double bfloat(double x) {
  if (x == 0.0) return x;
  const double last_bit = std::ldexp(1.0, std::ilogb(x) - 7);
  return x - std::remainder(x, last_bit);
}

Tensor numbers(Shape shape, std::uint64_t stream) {
  Tensor tensor(shape);
  for (std::int64_t i = 0; i < tensor.size(); ++i) {
    tensor.values<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(random_normal(3, stream, static_cast<std::uint64_t>(i)));
  }
  return tensor;
}

/// a [m, k] times b [k, n] in double, both rounded first; `ta`: of a transposed.
std::vector<double> product(const Tensor& a, const Tensor& b, bool ta = false) {
  const std::int64_t m = a.shape()[ta ? 1 : 0];
  const std::int64_t k = a.shape()[ta ? 0 : 1];
  const std::int64_t n = b.shape()[1];
  std::vector<double> result(static_cast<std::size_t>(m * n), 0.0);
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t p = 0; p < k; ++p) {
        const auto left = static_cast<std::size_t>(ta ? p * m + i : i * k + p);
        result[static_cast<std::size_t>(i * n + j)] +=
            bfloat(static_cast<double>(a.values<float>()[left])) *
            bfloat(static_cast<double>(b.values<float>()[static_cast<std::size_t>(p * n + j)]));
      }
    }
  }
  return result;
}

void expect_near(const Tensor& got, const std::vector<double>& expected) {
  ASSERT_EQ(static_cast<std::size_t>(got.size()), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    // The products are exact, so only the sums round: far closer than bfloat16's 4e-3.
    EXPECT_NEAR(static_cast<double>(got.values<float>()[i]), expected[i], 1e-5) << i;
  }
}

TEST(RoundProducts, FactorsAreRoundedAndSumsAreNot) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 16}});
  const Value w = graph.variable("w", {DType::f32, Shape{16, 5}});
  const Value dy = graph.input("dy", {DType::f32, Shape{8, 5}});
  const Value y = ops::matmul(x, w);
  const Value loss = ops::reduce_sum(y * dy);
  const Value wrt[] = {w};
  graph.set_output("y", y);
  graph.set_output("dw", gradients(loss, wrt)[0]);
  graph.set_output("plain", x * 1.5);

  const Tensor xs = numbers({8, 16}, 1);
  const Tensor ws = numbers({16, 5}, 2);
  const Tensor dys = numbers({8, 5}, 3);
  for (const std::int64_t replicas : {1, 4}) {
    Plan plan(graph, {.replicas = replicas, .precision = Precision::bf16});
    plan.bind("x", xs);
    plan.bind("w", ws);
    plan.bind("dy", dys);
    plan.run();
    expect_near(plan.read("y"), product(xs, ws));
    expect_near(plan.read("dw"), product(xs, dys, true));
    EXPECT_EQ(plan.read("plain").values<float>()[0], xs.values<float>()[0] * 1.5F);
  }
}

/// What a graph with large products gives, where kernels that multiply bfloat16 take them if the
/// processor has such instructions: as the reference kernels have it, which round first; the same
/// bits by three workers; and the same but for the order of sums when divided.
void expect_the_same_on_every_processor(const Graph& graph,
                                        const std::map<std::string, Tensor>& given) {
  const auto computed = [&](kernels::Choice choice, std::int64_t replicas, Workers* workers) {
    Plan plan(graph, {.replicas = replicas, .precision = Precision::bf16, .kernels = choice});
    for (const auto& [name, tensor] : given) plan.bind(name, tensor);
    plan.run(workers);
    std::map<std::string, Tensor> result;
    for (const auto& [name, value] : graph.outputs()) result.emplace(name, plan.read(name));
    return result;
  };
  Workers three(3);
  const auto got = computed(kernels::Choice::fastest, 1, nullptr);
  const auto by_three = computed(kernels::Choice::fastest, 1, &three);
  const auto divided = computed(kernels::Choice::fastest, 2, nullptr);
  for (const auto& [name, expected] : computed(kernels::Choice::reference, 1, nullptr)) {
    SCOPED_TRACE(name);
    // Sums of hundreds of products of a size of one, rounded to f32.
    const auto near = Pointwise(FloatNear(1e-3F), expected.values<float>());
    EXPECT_THAT(got.at(name).values<float>(), near);
    EXPECT_THAT(divided.at(name).values<float>(), near);
    EXPECT_TRUE(support::same_bits(got.at(name), by_three.at(name)));
  }
}

/// A layer with its derivatives.
void set_outputs(Graph& graph, Value y, Value dy, Value weights, Value x) {
  const Value wrt[] = {weights, x};
  const auto derivatives = gradients(ops::reduce_sum(y * dy), wrt);
  graph.set_output("y", y);
  graph.set_output("dw", derivatives[0]);
  graph.set_output("dx", derivatives[1]);
}

TEST(RoundProducts, LargeOnesAreTheSameOnEveryProcessor) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{70, 150}});
  const Value w = graph.variable("w", {DType::f32, Shape{150, 530}});
  const Value bias = graph.variable("bias", {DType::f32, Shape{530}});
  const Value dy = graph.input("dy", {DType::f32, Shape{70, 530}});
  set_outputs(graph, ops::relu(ops::matmul(x, w) + bias), dy, w, x);
  expect_the_same_on_every_processor(graph, {{"x", numbers({70, 150}, 1)},
                                             {"w", numbers({150, 530}, 2)},
                                             {"bias", numbers({530}, 3)},
                                             {"dy", numbers({70, 530}, 4)}});
}

TEST(RoundProducts, LargeConvolutionsToo) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4, 16, 20, 20}});
  const Value kernel = graph.variable("kernel", {DType::f32, Shape{24, 16, 3, 3}});
  const Value dy = graph.input("dy", {DType::f32, Shape{4, 24, 18, 18}});
  set_outputs(graph, ops::relu(ops::conv(x, kernel)), dy, kernel, x);
  expect_the_same_on_every_processor(graph, {{"x", numbers({4, 16, 20, 20}, 1)},
                                             {"kernel", numbers({24, 16, 3, 3}, 2)},
                                             {"dy", numbers({4, 24, 18, 18}, 3)}});
}

TEST(RoundProducts, ConvolutionsToo) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{2, 1, 1, 1}});
  const Value kernel = graph.variable("kernel", {DType::f32, Shape{1, 1, 1, 1}});
  graph.set_output("y", ops::conv(x, kernel));
  Plan plan(graph, {.precision = Precision::bf16});
  const Tensor xs = Tensor::of<float>({2, 1, 1, 1}, {1.0F + 1.0F / 512, 3.0F});
  const Tensor factor = Tensor::of<float>({1, 1, 1, 1}, {1.0F / 3});
  plan.bind("x", xs);
  plan.bind("kernel", factor);
  plan.run();
  const auto third = static_cast<float>(bfloat(1.0 / 3));
  EXPECT_EQ(plan.read("y").values<float>()[0], third);
  EXPECT_EQ(plan.read("y").values<float>()[1], 3.0F * third);
}

TEST(RoundProducts, OnlyWhereItIsAskedFor) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 16}});
  graph.set_output("y", ops::matmul(x, graph.variable("w", {DType::f32, Shape{16, 5}})));
  const auto rounds = [&](Precision precision) {
    int count = 0;
    const Plan plan(graph, {.precision = precision});
    for (const Node& node : plan.graph().nodes()) count += node.op == &ops::kRoundBf16 ? 1 : 0;
    return count;
  };
  EXPECT_EQ(rounds(Precision::f32), 0);
  EXPECT_EQ(rounds(Precision::bf16), 2);
}

}  // namespace
}  // namespace ganglion::runtime

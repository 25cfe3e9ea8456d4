#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "ganglion/nn/quantization.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"

namespace ganglion::runtime {
namespace {

using support::drawn_tensor;

struct Extents {
  std::int64_t m, k, n;
};

/// relu(x on its grid · w on its grid + b).
void build_quantized(Graph& graph, const Extents& e) {
  const Value x = graph.input("x", {DType::f32, Shape{e.m, e.k}});
  const Value w = graph.variable("w", {DType::f32, Shape{e.k, e.n}});
  const Value b = graph.variable("b", {DType::f32, Shape{e.n}});
  const Value rounded = nn::on_grid(x, {.step = 0.02, .zero_point = 120});
  const Value product = ops::matmul(rounded, nn::kernel_on_grid(w, 1));
  graph.set_output("y", ops::relu(product + b));
}

int byte_products(const Plan& plan) {
  int count = 0;
  for (const Node& node : plan.graph().nodes()) count += node.op == &ops::kByteMatmul ? 1 : 0;
  return count;
}

Tensor run(Plan& plan, const Tensor& x, Tensor& w, Tensor& b, int threads = 1) {
  plan.bind("x", x);
  plan.bind("w", w);
  plan.bind("b", b);
  Workers workers(threads);
  plan.run(&workers);
  return plan.read("y");
}

TEST(MultiplyBytes, IsTheProductOfTheGrids) {
  for (const Extents& e : {Extents{1, 1, 1}, Extents{1, 33, 70}, Extents{7, 64, 25},
                           Extents{130, 21, 40}, Extents{5, 700, 17}, Extents{64, 301, 96}}) {
    Graph graph;
    build_quantized(graph, e);
    Tensor w = drawn_tensor({e.k, e.n}, 1);
    Tensor b = drawn_tensor({e.n}, 2);
    const Tensor x = drawn_tensor({e.m, e.k}, 3);
    Plan plan(graph, {.fixed = std::make_shared<FixedValues>()});
    ASSERT_EQ(byte_products(plan), 1);
    const Tensor fast = run(plan, x, w, b);
    const Tensor slow =
        Evaluation(graph, {{"x", x}, {"w", w}, {"b", b}}).at(graph.outputs().at(0).second);
    const auto got = fast.values<float>();
    const auto expected = slow.values<float>();
    for (std::size_t i = 0; i < got.size(); ++i) {
      ASSERT_NEAR(got[i], expected[i], 2e-5 * std::sqrt(static_cast<double>(e.k)))
          << e.k << " " << i;
    }
  }
}

TEST(MultiplyBytes, GivesARowTheSameBitsAloneAndAmongOthersOnAnyNumberOfThreads) {
  const Extents all{200, 999, 600};
  Tensor w = drawn_tensor({all.k, all.n}, 1);
  Tensor b = drawn_tensor({all.n}, 2);
  const Tensor x = drawn_tensor({all.m, all.k}, 3);
  Graph whole;
  build_quantized(whole, all);
  Plan plan(whole, {.fixed = std::make_shared<FixedValues>()});
  const Tensor expected = run(plan, x, w, b);
  for (const int threads : {2, 3}) {
    EXPECT_TRUE(support::same_bits(run(plan, x, w, b, threads), expected)) << threads;
  }
  Graph single;
  build_quantized(single, {1, all.k, all.n});
  Plan alone(single, {.fixed = std::make_shared<FixedValues>()});
  const Tensor row = run(alone, Tensor::borrow(x.values<float>().data(), {1, all.k}), w, b);
  for (std::int64_t j = 0; j < all.n; ++j) ASSERT_EQ(row.at({0, j}), expected.at({0, j}));
}

TEST(MultiplyBytes, LeavesProductsWhoseInputIsOnNoGrid) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4, 8}});
  const Value w = graph.variable("w", {DType::f32, Shape{8, 3}});
  graph.set_output("y", ops::matmul(x, nn::kernel_on_grid(w, 1)));
  EXPECT_EQ(byte_products(Plan(graph, {.fixed = std::make_shared<FixedValues>()})), 0);
}

}  // namespace
}  // namespace ganglion::runtime

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"

/// Convolutions of training by Winograd's tiles.
namespace ganglion::runtime {
namespace {

struct TiledCase {
  std::int64_t batch, channels, filters, rows, columns, before, after;
};

const std::vector<TiledCase> kTiledCases = {
    {8, 32, 64, 13, 13, 0, 0}, {4, 32, 32, 12, 9, 1, 1}, {2, 48, 32, 7, 11, 1, 0},
    {2, 64, 80, 8, 8, 2, 2},   {16, 64, 64, 8, 8, 1, 1}, {1, 128, 96, 6, 6, 0, 2},
};

/// Outputs: a convolution with bias and relu, and its derivatives by its input and kernel.
void build_tiled(Graph& graph, const TiledCase& c, DType dtype) {
  const Value x = graph.input("x", {dtype, Shape{c.batch, c.channels, c.rows, c.columns}}, true);
  const Value kernel = graph.variable("kernel", {dtype, Shape{c.filters, c.channels, 3, 3}});
  const Value bias = graph.variable("bias", {dtype, Shape{c.filters, 1, 1}});
  const Value y =
      ops::relu(ops::conv(x, kernel,
                          {.pads_before = {c.before, c.after}, .pads_after = {c.after, c.before}}) +
                bias);
  const Value loss = ops::reduce_sum(y * y);
  const auto derivatives = gradients(loss, std::vector<Value>{x, kernel});
  graph.set_output("y", y);
  graph.set_output("dx", derivatives[0]);
  graph.set_output("loss", loss);
}

std::map<std::string, Tensor> numbers_of_tiled(const Graph& graph) {
  std::map<std::string, Tensor> result;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput && node.op != &kVariable) continue;
    result.emplace(node.name, support::drawn_tensor(node.outputs[0].shape,
                                                    static_cast<std::uint64_t>(node.id)));
  }
  return result;
}

std::map<std::string, Tensor> in_double(const std::map<std::string, Tensor>& numbers) {
  std::map<std::string, Tensor> result;
  for (const auto& [name, tensor] : numbers) result.emplace(name, tensor.cast(DType::f64));
  return result;
}

Plan plan_of(const Graph& graph, const std::map<std::string, Tensor>& numbers,
             PlanOptions options) {
  Plan plan(graph, options);
  for (const auto& [name, tensor] : numbers) plan.bind(name, tensor);
  return plan;
}

std::int64_t tiled_nodes(const Plan& plan) {
  return std::ranges::count_if(plan.graph().nodes(),
                               [](const Node& node) { return node.op == &ops::kTiledConv; });
}

/// The largest difference, of the largest number.
double error_of(const Tensor& got, const Tensor& right) {
  double most = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(right.size()); ++i) {
    const double value = right.values<double>()[i];
    most = std::max(most, std::abs(value - static_cast<double>(got.values<float>()[i])));
    largest = std::max(largest, std::abs(value));
  }
  return most / largest;
}

TEST(TileConvs, AreTheConvolutionAndItsDerivative) {
  for (const TiledCase& c : kTiledCases) {
    Graph graph, exact;
    build_tiled(graph, c, DType::f32);
    build_tiled(exact, c, DType::f64);
    const auto numbers = numbers_of_tiled(graph);
    const Evaluation right(exact, in_double(numbers));
    Plan plan = plan_of(graph, numbers, {});
    if (tiled_nodes(plan) == 0) GTEST_SKIP() << "not on this processor";
    EXPECT_EQ(tiled_nodes(plan), 2);
    for (const auto& call : plan.profile(1)) EXPECT_NE(call.kernel, "reference:tiled_conv");
    ASSERT_TRUE(plan.run());
    for (const char* name : {"y", "dx"}) {
      EXPECT_LE(error_of(plan.read(name), right.at(exact.output(name))), 2e-6)
          << name << ": " << c.channels << " channels, " << c.rows << "x" << c.columns;
    }
  }
}

TEST(TileConvs, DerivativeIsThatOfFiniteDifferences) {
  const TiledCase c = kTiledCases[2];
  Graph graph, exact;
  build_tiled(graph, c, DType::f32);
  build_tiled(exact, c, DType::f64);
  const auto numbers = numbers_of_tiled(graph);
  Plan plan = plan_of(graph, numbers, {});
  ASSERT_TRUE(plan.run());
  const Tensor dx = plan.read("dx");
  const Tensor direction = support::drawn_tensor(dx.shape(), 77);
  const auto loss_at = [&](double step) {
    auto moved = in_double(numbers);
    auto x = moved.at("x").values<double>();
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] += step * static_cast<double>(direction.values<float>()[i]);
    }
    return Evaluation(exact, moved).at(exact.output("loss")).values<double>()[0];
  };
  constexpr double kStep = 1e-6;
  double slope = 0.0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(dx.size()); ++i) {
    slope += static_cast<double>(dx.values<float>()[i] * direction.values<float>()[i]);
  }
  const double expected = (loss_at(kStep) - loss_at(-kStep)) / (2.0 * kStep);
  EXPECT_NEAR(slope, expected, 1e-4 * std::abs(expected));
}

TEST(TileConvs, AnyNumberOfThreadsGivesTheSameBits) {
  const TiledCase c = kTiledCases[4];
  Graph graph;
  build_tiled(graph, c, DType::f32);
  const auto numbers = numbers_of_tiled(graph);
  for (const std::int64_t replicas : {1, 4}) {
    Plan alone = plan_of(graph, numbers, {.replicas = replicas});
    alone.run();
    for (const int threads : {2, 3, 4}) {
      Plan plan = plan_of(graph, numbers, {.replicas = replicas});
      Workers workers(threads);
      for (int i = 0; i < 20; ++i) {
        plan.run(&workers);
        for (const char* name : {"y", "dx", "loss"}) {
          ASSERT_TRUE(support::same_bits(plan.read(name), alone.read(name)))
              << name << ", " << replicas << " replicas, " << threads << " threads";
        }
      }
    }
  }
}

TEST(TileConvs, ANanInAKernelShows) {
  Graph graph;
  build_tiled(graph, kTiledCases[1], DType::f32);
  const auto numbers = numbers_of_tiled(graph);
  for (std::size_t place = 0; place < 9; ++place) {
    auto wrong = numbers;
    wrong.at("kernel").values<float>()[place] = std::numeric_limits<float>::quiet_NaN();
    Plan plan = plan_of(graph, wrong, {});
    plan.run();
    EXPECT_TRUE(std::isnan(plan.read("loss").values<float>()[0])) << place;
    EXPECT_TRUE(std::isnan(plan.read("dx").values<float>()[100])) << place;
  }
}

TEST(TileConvs, LeaveWhatTheyDontFit) {
  for (const TiledCase& c :
       {TiledCase{4, 16, 32, 12, 12, 1, 1}, TiledCase{4, 36, 32, 12, 12, 1, 1},
        TiledCase{4, 32, 32, 12, 12, 3, 3}, TiledCase{4, 32, 32, 3, 12, 1, 1}}) {
    Graph graph;
    build_tiled(graph, c, DType::f32);
    EXPECT_EQ(tiled_nodes(plan_of(graph, numbers_of_tiled(graph), {})), 0) << c.channels;
  }
}

}  // namespace
}  // namespace ganglion::runtime

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/plan.h"

/// Products that are cut into parts, which the workers share: derivatives of large kernels, over
/// the whole batch, and with one replica all large ones.
namespace ganglion::runtime {
namespace {

constexpr std::int64_t kRows = 64;
constexpr std::int64_t kUnits = 192;  // kernels of 192 x 192 are large, those of 192 x 3 are not
constexpr int kLayers = 4;

/// The loss of a deep network of tanh layers; outputs: the derivatives of all of its kernels.
void build(Graph& graph, DType dtype) {
  Value x = graph.input("x", {dtype, Shape{kRows, kUnits}});
  std::vector<Value> kernels;
  for (int layer = 0; layer <= kLayers; ++layer) {
    const Shape shape{kUnits, layer < kLayers ? kUnits : 3};
    kernels.push_back(graph.variable("kernel_" + std::to_string(layer), {dtype, shape}));
    x = ops::matmul(x, kernels.back());
    if (layer < kLayers) x = ops::tanh(x);
  }
  const Value loss = ops::reduce_mean(x * x);
  const auto derivatives = gradients(loss, kernels);
  for (std::size_t i = 0; i < derivatives.size(); ++i)
    graph.set_output("derivative_" + std::to_string(i), derivatives[i]);
  graph.set_output("loss", loss);
}

/// What inputs and variables hold.
std::map<std::string, Tensor> numbers_for(const Graph& graph) {
  std::map<std::string, Tensor> result;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput && node.op != &kVariable) continue;
    Tensor tensor(node.outputs[0].shape);
    for (std::int64_t i = 0; i < tensor.size(); ++i) {
      tensor.values<float>()[static_cast<std::size_t>(i)] =
          static_cast<float>(0.08 * random_normal(1, static_cast<std::uint64_t>(node.id),
                                                  static_cast<std::uint64_t>(i)));
    }
    result.emplace(node.name, std::move(tensor));
  }
  return result;
}

std::vector<Tensor> derivatives_by(const PlanOptions& options, int threads, int runs = 1) {
  Graph graph;
  build(graph, DType::f32);
  Plan plan(graph, options);
  const auto bound = numbers_for(graph);
  for (const auto& [name, tensor] : bound) plan.bind(name, tensor);
  Workers workers(threads);
  for (int i = 0; i < runs; ++i) plan.run(&workers);
  std::vector<Tensor> result;
  for (int i = 0; i <= kLayers; ++i) result.push_back(plan.read("derivative_" + std::to_string(i)));
  return result;
}

TEST(WholeProducts, AreTheDerivatives) {
  Graph graph;
  build(graph, DType::f64);
  std::map<std::string, Tensor> wide;
  for (auto& [name, tensor] : numbers_for(graph)) wide.emplace(name, tensor.cast(DType::f64));
  const Evaluation expected(graph, wide);
  for (const std::int64_t replicas : {1, 2, 8}) {
    const auto got = derivatives_by({.replicas = replicas}, 2);
    for (std::size_t i = 0; i < got.size(); ++i) {
      const Tensor& right = expected.at(graph.output("derivative_" + std::to_string(i)));
      double most = 0.0;
      double largest = 0.0;
      for (std::size_t k = 0; k < static_cast<std::size_t>(right.size()); ++k) {
        const double value = right.values<double>()[k];
        largest = std::max(largest, std::abs(value));
        most = std::max(most, std::abs(value - static_cast<double>(got[i].values<float>()[k])));
      }
      EXPECT_LE(most, 1e-5 * largest) << replicas << " replicas, kernel " << i;
    }
  }
}

TEST(WholeProducts, AnyNumberOfThreadsGivesTheSameBits) {
  for (const std::int64_t replicas : {1, 2, 4}) {
    const auto expected = derivatives_by({.replicas = replicas}, 1);
    for (const int threads : {2, 3, 4}) {
      // Again and again: a worker that is ahead must not write over what another one reads.
      const auto got = derivatives_by({.replicas = replicas}, threads, 50);
      for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(std::memcmp(got[i].data(), expected[i].data(), got[i].bytes()), 0)
            << replicas << " replicas, " << threads << " threads, kernel " << i;
      }
    }
  }
}

TEST(WholeProducts, SmallKernelsStaySumsOverReplicas) {
  Graph graph;
  build(graph, DType::f32);
  const auto passed = run_passes(graph, {.replicas = 4});
  int united = 0;
  int sums = 0;
  for (const Node& node : passed.graph->nodes()) {
    const bool kernel = node.op == &ops::kMatmul && node.attributes.flag("transpose_a");
    if (!kernel) continue;
    const bool whole = node.inputs[0].shape()[0] == kRows;
    EXPECT_EQ(whole, node.outputs[0].shape[1] == kUnits);
    (whole ? united : sums) += 1;
  }
  EXPECT_EQ(united, kLayers);
  EXPECT_EQ(sums, 1);
}

TEST(WholeProducts, TakeTheMemoryOfOneDerivativeNotOfEachReplica) {
  Graph graph;
  build(graph, DType::f32);
  const std::size_t one = Plan(graph).arena_bytes();
  const Plan divided(graph, {.replicas = 8});
  EXPECT_EQ(divided.replicas(), 8);
  EXPECT_LT(divided.arena_bytes(), 2 * one);
}

}  // namespace
}  // namespace ganglion::runtime

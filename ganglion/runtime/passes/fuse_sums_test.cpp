#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"

/// Large values that cost little are computed where they are read, and summed where they are made.
namespace ganglion::runtime {
namespace {

/// A batch normalisation of images, an activation, and the derivative by the images.
void normalise(Graph& graph, const Shape& shape, bool outputs_centered = false) {
  const Value x = graph.input("x", {DType::f32, shape});
  const Value mean = ops::reduce_mean(x, {0, 2, 3}, true);
  const Value centered = x - mean;
  const Value variance =
      ops::reduce_mean(ops::square(x - ops::stop_gradient(mean)), {0, 2, 3}, true);
  const Value y = ops::relu(centered / ops::sqrt(variance + 1e-3));
  const Value weights = graph.input("weights", {DType::f32, shape});
  const Value loss = ops::reduce_sum(y * weights, {0, 1, 2, 3}, false);
  graph.set_output("loss", loss);
  graph.set_output("y", y);
  graph.set_output("dx", gradients(loss, std::vector<Value>{x})[0]);
  if (outputs_centered) graph.set_output("centered", centered);
}

Tensor drawn_numbers(const Shape& shape, std::uint64_t seed, float offset) {
  Tensor tensor(shape);
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(seed, 0, i)) + offset;
  }
  return tensor;
}

std::map<std::string, Tensor> results(const Shape& shape, const PlanOptions& options,
                                      float offset = 0.0F, bool outputs_centered = false) {
  Graph graph;
  normalise(graph, shape, outputs_centered);
  Plan plan(graph, options);
  Tensor x = drawn_numbers(shape, 1, offset);
  Tensor weights = drawn_numbers(shape, 2, 0.0F);
  plan.bind("x", x);
  plan.bind("weights", weights);
  plan.run();
  std::map<std::string, Tensor> read;
  for (const auto& [name, value] : graph.outputs()) read.emplace(name, plan.read(name));
  return read;
}

/// Values of the shape of a share of the batch that the plan stores.
int large_values(const Plan& plan, std::int64_t size) {
  int count = 0;
  for (const Node& node : plan.graph().nodes()) {
    if (node.op == &kInput) continue;
    for (const TensorType& type : node.outputs) count += type.shape.size() == size ? 1 : 0;
  }
  return count;
}

std::ptrdiff_t fused_sums_of(const Plan& plan) {
  return std::ranges::count_if(plan.graph().nodes(),
                               [](const Node& node) { return node.op == &ops::kFusedSums; });
}

void expect_close(const Tensor& a, const Tensor& b, double tolerance) {
  ASSERT_EQ(a.shape(), b.shape());
  for (std::size_t i = 0; i < a.values<float>().size(); ++i) {
    ASSERT_NEAR(a.values<float>()[i], b.values<float>()[i], tolerance) << "element " << i;
  }
}

TEST(FuseSums, ANormalisationStoresItsResultAndItsDerivativeOnly) {
  const Shape shape{8, 16, 8, 8};
  Graph graph;
  normalise(graph, shape);
  const Plan plan(graph);
  EXPECT_EQ(fused_sums_of(plan), 2);  // the variance, and what its derivative sums up
  // y, y * weights, dy times the mask, and dx.
  EXPECT_LE(large_values(plan, shape.size()), 4);
  // Shares of a quarter are so small that they stay in a cache.
  EXPECT_EQ(fused_sums_of(Plan(graph, {.replicas = 4})), 0);
}

TEST(FuseSums, EqualsPlainStepsForAllDivisions) {
  const Shape shape{16, 16, 12, 12};
  const auto plain = results(
      shape, {.kernels = kernels::Choice::reference, .disabled_passes = {"fuse_elementwise"}});
  for (const std::int64_t replicas : {1, 2, 4}) {
    const auto fused = results(shape, {.replicas = replicas});
    expect_close(fused.at("y"), plain.at("y"), 2e-5);
    expect_close(fused.at("dx"), plain.at("dx"), 2e-5);
  }
}

TEST(FuseSums, ALargeMeanLosesNothing) {
  const Shape shape{4, 16, 16, 16};
  const auto near = results(shape, {});
  const auto far = results(shape, {}, 1024.0F);
  // 1024 + x has 13 bits left behind the point.
  expect_close(far.at("y"), near.at("y"), 1e-3);
}

TEST(FuseSums, WhatIsAnOutputIsStored) {
  const Shape shape{8, 16, 8, 8};
  const auto plain = results(shape, {.disabled_passes = {"fuse_elementwise"}}, 0.0F, true);
  const auto fused = results(shape, {}, 0.0F, true);
  expect_close(fused.at("centered"), plain.at("centered"), 1e-6);
  expect_close(fused.at("dx"), plain.at("dx"), 2e-5);
}

TEST(FuseSums, ASumOverColumnsIsLeftAlone) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{256, 64}});
  graph.set_output("sum", ops::reduce_sum(ops::square(x - 1.0), {0}, false));
  EXPECT_EQ(fused_sums_of(Plan(graph)), 0);
}

}  // namespace
}  // namespace ganglion::runtime

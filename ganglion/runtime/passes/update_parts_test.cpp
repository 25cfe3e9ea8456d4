#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/error.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/little_memory.h"
#include "tests/support/same_bits.h"
#include "tests/support/slow_ranks.h"
#include "tests/support/thread_ranks.h"

/// Updates of large kernels, made part by part while their derivatives are computed.
namespace ganglion::runtime {
namespace {

constexpr std::int64_t kBatchRows = 64;
constexpr std::int64_t kWide = 1024;
constexpr std::int64_t kSize = kWide * kWide + kWide + 2 * kWide;  // two kernels and a bias
const std::vector<std::string> kVariables = {"parameters", "slot"};

/// A step of training with momentum: x · large + bias, tanh, · small.
struct MomentumStep {
  Value derivatives, update, parameters;
};

MomentumStep momentum_step(Graph& graph) {
  const Value x = graph.input("x", {DType::f32, Shape{kBatchRows, kWide}}, true);
  const Value parameters = graph.variable("parameters", {DType::f32, Shape{kSize}});
  const Value slot = graph.variable("slot", {DType::f32, Shape{kSize}});
  const Value rate = graph.input("rate", {DType::f32, Shape{}}, false);
  const std::vector<std::int64_t> offsets = {0, kWide * kWide, kWide * kWide + kWide};
  const std::vector<Value> weights = {ops::view(parameters, offsets[0], Shape{kWide, kWide}),
                                      ops::view(parameters, offsets[1], Shape{kWide}),
                                      ops::view(parameters, offsets[2], Shape{kWide, 2})};
  const Value y =
      ops::matmul(ops::tanh(ops::matmul(ops::tanh(x), weights[0]) + weights[1]), weights[2]);
  const Value loss = ops::reduce_mean(y * y);
  const Value derivatives = ops::pack(gradients(loss, weights), offsets, kSize);
  const Value moment = slot * 0.9 + derivatives;
  const Value update = parameters - rate * moment;
  graph.assign(slot, moment);
  graph.assign(parameters, update);
  graph.set_output("loss", loss);
  graph.set_guard(loss);
  return {derivatives, update, parameters};
}

/// The variables, and what runs make of them.
class BoundStep {
 public:
  BoundStep(const Graph& graph, PlanOptions options, bool divided = true)
      : plan(made(graph, options, divided)) {
    for (const Node& node : graph.nodes()) {
      if (node.op != &kInput && node.op != &kVariable) continue;
      Tensor tensor =
          support::drawn_tensor(node.outputs[0].shape, static_cast<std::uint64_t>(node.id));
      tensors.emplace(node.name, 0.05 * std::move(tensor));
    }
    tensors.at("rate").values<float>()[0] = 0.1F;
    for (auto& [name, tensor] : tensors) plan.bind(name, tensor);
  }

  bool run(int threads) {
    Workers workers(threads);
    return plan.run(&workers);
  }

  static Plan made(const Graph& graph, PlanOptions options, bool divided) {
    if (!divided) options.disabled_passes = {"update_parts"};
    return Plan(graph, options);
  }

  std::map<std::string, Tensor> tensors;
  Plan plan;
};

std::int64_t updating_products(const Graph& graph) {
  return std::ranges::count_if(graph.nodes(),
                               [](const Node& node) { return node.op == &ops::kMatmulUpdate; });
}

TEST(UpdateParts, GivesTheBitsOfOneUpdate) {
  Graph graph;
  momentum_step(graph);
  for (const std::int64_t replicas : {1, 4}) {
    BoundStep whole(graph, {.replicas = replicas}, false);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(whole.run(1));
    EXPECT_EQ(updating_products(whole.plan.graph()), 0);
    for (const int threads : {1, 2, 3, 4}) {
      BoundStep parts(graph, {.replicas = replicas});
      ASSERT_EQ(updating_products(parts.plan.graph()), 1);
      for (int i = 0; i < 3; ++i) ASSERT_TRUE(parts.run(threads));
      for (const std::string& name : kVariables) {
        EXPECT_TRUE(support::same_bits(parts.tensors.at(name), whole.tensors.at(name)))
            << name << ", " << replicas << " replicas, " << threads << " threads";
      }
    }
  }
}

TEST(UpdateParts, HasNoDerivativeOfALargeKernelInMemory) {
  Graph graph;
  momentum_step(graph);
  const std::size_t whole = BoundStep::made(graph, {.replicas = 4}, false).arena_bytes();
  const std::size_t parts = BoundStep::made(graph, {.replicas = 4}, true).arena_bytes();
  EXPECT_LT(parts + kWide * kWide * sizeof(float), whole + 1024);
}

TEST(UpdateParts, AssignsNothingWhenTheLossIsNotFinite) {
  Graph graph;
  momentum_step(graph);
  BoundStep run(graph, {.replicas = 4});
  const Tensor parameters = run.tensors.at("parameters"), slot = run.tensors.at("slot");
  run.tensors.at("x").values<float>()[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(run.run(2));
  EXPECT_TRUE(support::same_bits(run.tensors.at("parameters"), parameters));
  EXPECT_TRUE(support::same_bits(run.tensors.at("slot"), slot));
}

// The address sanitizer takes more memory than there is.
TEST(UpdatePartsSlow, ARunWithoutMemoryForItsWorkersLeavesThePlanAsItWas) {
  Graph graph;
  momentum_step(graph);
  BoundStep poor(graph, {.replicas = 4}), rich(graph, {.replicas = 4});
  Workers workers(64);  // each with half a megabyte of scratch memory
  {
    const support::LittleMemory little;
    EXPECT_THROW(poor.plan.run(&workers), Error);
  }
  ASSERT_TRUE(poor.run(1));
  ASSERT_TRUE(rich.run(1));
  for (const std::string& name : kVariables) {
    EXPECT_TRUE(support::same_bits(poor.tensors.at(name), rich.tensors.at(name))) << name;
  }
}

TEST(UpdateParts, LeavesDerivativesThatOthersRead) {
  Graph graph;
  const MomentumStep step = momentum_step(graph);
  graph.set_output("norm", ops::reduce_sum(ops::square(step.derivatives)));
  EXPECT_EQ(updating_products(Plan(graph).graph()), 0);
}

TEST(UpdateParts, LeavesNodesThatNobodyReads) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4}});
  ops::tanh(ops::exp(x) * 2.0);  // a chain without a result
  graph.set_output("y", x * 3.0);
  EXPECT_LE(Plan(graph).graph().size(), 3);
}

TEST(UpdateParts, OthersReadTheOldWeights) {
  Graph graph;
  const MomentumStep step = momentum_step(graph);
  const Value mean = graph.variable("mean", {DType::f32, Shape{kWide}});
  const Value rows = ops::view(step.parameters, 0, Shape{kWide, kWide});
  graph.assign(mean, ops::reduce_sum(ops::matmul(ops::exp(rows), rows), {0}));
  BoundStep whole(graph, {}, false), parts(graph, {});
  for (int i = 0; i < 2; ++i) {
    whole.run(2);
    parts.run(2);
  }
  EXPECT_TRUE(support::same_bits(parts.tensors.at("mean"), whole.tensors.at("mean")));
  EXPECT_TRUE(support::same_bits(parts.tensors.at("parameters"), whole.tensors.at("parameters")));
}

/// Each rank computes some parts; the moments of the others it gets when they are asked for.
TEST(UpdateParts, SharedByRanksAreTheBitsOfOne) {
  Graph graph;
  momentum_step(graph);
  BoundStep alone(graph, {.replicas = 8});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(alone.run(1));
  for (const int size : {2, 3, 8, 11}) {
    std::atomic<int> differ = 0;
    support::run_as_ranks(size, [&](dist::Communicator& ranks) {
      BoundStep step(graph, {.replicas = 8, .ranks = &ranks});
      const auto same = [&](const char* name) {
        return support::same_bits(step.tensors.at(name), alone.tensors.at(name));
      };
      if (!step.plan.keeps_parts()) throw Error("nothing is shared");
      for (int i = 0; i < 3; ++i) {
        if (!step.run(1 + (ranks.rank() + i) % 3)) throw Error("it was stopped");
      }
      if (!same("parameters")) throw Error("other weights");
      if (!same("slot")) ++differ;
      step.plan.complete();
      if (!same("slot")) throw Error("other moments");
    });
    EXPECT_EQ(differ, size);
  }
}

/// On a slow line computing all of it takes less time than sending it.
TEST(UpdateParts, AreNotSharedOverASlowLine) {
  Graph graph;
  momentum_step(graph);
  support::run_as_ranks(2, [&](dist::Communicator& ranks) {
    support::SlowRanks slow(ranks, 125e6);
    const Plan plan = BoundStep::made(graph, {.replicas = 8, .ranks = &slow}, true);
    if (plan.keeps_parts()) throw Error("it is shared");
  });
}

}  // namespace
}  // namespace ganglion::runtime

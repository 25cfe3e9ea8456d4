#include "ganglion/runtime/prologue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"

namespace ganglion::runtime {
namespace {

using support::drawn_tensor;
using ::testing::Each;
using ::testing::FloatNear;
using ::testing::Pointwise;

/// relu(x · (w · 2) + b) · wᵀ, from one flat variable.
void build_prediction(Graph& graph, std::int64_t rows) {
  const Value x = graph.input("x", {DType::f32, Shape{rows, 30}});
  const Value parameters = graph.variable("parameters", {DType::f32, Shape{30 * 40 + 40}});
  const Value w = ops::view(parameters, 0, {30, 40}, "w");
  const Value b = ops::view(parameters, 30 * 40, {40}, "b");
  const Value hidden = ops::relu(ops::matmul(x, w * 2.0) + b);
  graph.set_output("y", ops::matmul(hidden, w, false, true));
  graph.set_output("twice", w * 2.0);
}

struct Fixture {
  explicit Fixture(std::int64_t rows, std::shared_ptr<FixedValues> fixed, Tensor& parameters_in)
      : x(drawn_tensor({rows, 30}, 1)), plan(make(rows, std::move(fixed))) {
    plan.bind("x", x);
    plan.bind("parameters", parameters_in);
  }
  static Plan make(std::int64_t rows, std::shared_ptr<FixedValues> fixed) {
    Graph graph;
    build_prediction(graph, rows);
    return Plan(graph, {.fixed = std::move(fixed)});
  }
  Tensor run(const char* output = "y") {
    plan.run();
    return plan.read(output);
  }
  Tensor x;
  Plan plan;
};

void expect_alike(const Tensor& a, const Tensor& b) {
  EXPECT_THAT(a.values<float>(), Pointwise(FloatNear(1e-3F), b.values<float>()));
}

TEST(Prologue, GivesWhatAPlanWithoutOneGives) {
  Tensor parameters = drawn_tensor({30 * 40 + 40}, 2);
  const auto fixed = std::make_shared<FixedValues>();
  for (const std::int64_t rows : {1, 6, 50}) {
    Fixture with(rows, fixed, parameters);
    Fixture without(rows, nullptr, parameters);
    expect_alike(with.run(), without.run());
    expect_alike(with.run("twice"), without.run("twice"));
  }
}

TEST(Prologue, IsRunAgainWhenTheWeightsHaveChanged) {
  Tensor parameters = drawn_tensor({30 * 40 + 40}, 2);
  const auto fixed = std::make_shared<FixedValues>();
  Fixture with(6, fixed, parameters);
  Fixture without(6, nullptr, parameters);
  const Tensor before = with.run("twice");
  for (float& value : parameters.values<float>()) value *= 0.5F;
  EXPECT_TRUE(std::ranges::equal(with.run("twice").values<float>(), before.values<float>()));
  fixed->weights_changed();
  expect_alike(with.run(), without.run());
  fixed->recompute_always();
  for (float& value : parameters.values<float>()) value = 0.0F;
  EXPECT_THAT(with.run().values<float>(), Each(0.0F));
}

TEST(Prologue, FollowsAVariableToOtherMemory) {
  Tensor parameters = drawn_tensor({30 * 40 + 40}, 2);
  Tensor others = drawn_tensor({30 * 40 + 40}, 3);
  Fixture with(6, std::make_shared<FixedValues>(), parameters);
  Fixture without(6, nullptr, others);
  with.run();
  with.plan.bind("parameters", others);
  expect_alike(with.run(), without.run());
}

TEST(Prologue, PlansShareWhatTheyCompute) {
  Tensor parameters = drawn_tensor({30 * 40 + 40}, 2);
  const auto fixed = std::make_shared<FixedValues>();
  Fixture first(6, fixed, parameters);
  first.run();
  const std::size_t bytes = fixed->bytes();
  EXPECT_GE(bytes, 3U * 30 * 40 * sizeof(float));  // two packed factors and an output
  Fixture second(50, fixed, parameters);
  second.run();
  EXPECT_EQ(fixed->bytes(), bytes);
}

TEST(Prologue, ThreadsMayComeAtTheSameTime) {
  Tensor parameters = drawn_tensor({30 * 40 + 40}, 2);
  const auto fixed = std::make_shared<FixedValues>();
  Fixture alone(6, nullptr, parameters);
  const Tensor expected = alone.run();
  std::vector<std::unique_ptr<Fixture>> plans;
  for (int i = 0; i < 4; ++i) plans.push_back(std::make_unique<Fixture>(6, fixed, parameters));
  std::vector<Tensor> results(plans.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    threads.emplace_back([&, i] { results[i] = plans[i]->run(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Tensor& result : results) expect_alike(result, expected);
}

TEST(Prologue, IsNotForPlansThatAssign) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4, 8}});
  const Value w = graph.variable("w", {DType::f32, Shape{8, 8}});
  graph.set_output("y", ops::matmul(x, w));
  graph.assign(w, w * 0.5);
  Plan plan(graph, {.fixed = std::make_shared<FixedValues>()});
  const Tensor rows = drawn_tensor({4, 8}, 1);
  Tensor weights = drawn_tensor({8, 8}, 2);
  plan.bind("x", rows);
  plan.bind("w", weights);
  plan.run();
  const Tensor first = plan.read("y");
  plan.run();
  const Tensor second = plan.read("y");
  for (std::size_t i = 0; i < 32; ++i) {
    EXPECT_NEAR(second.values<float>()[i], first.values<float>()[i] / 2, 1e-6F);
  }
}

}  // namespace
}  // namespace ganglion::runtime

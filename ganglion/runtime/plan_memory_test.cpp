#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <thread>
#include <vector>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/numbers_of.h"
#include "tests/support/same_bits.h"

/// Values of a plan that share memory, and keep their own.
namespace ganglion::runtime {
namespace {

using support::numbers_of;
using testing::DoubleNear;
using testing::Pointwise;

TEST(Plan, WorkersUseTheMemoryOfOneReplicaForTheNext) {
  Graph graph;
  const Value rows = graph.input("x", {DType::f32, Shape{64, 300}}, true);
  const Value weights = graph.variable("w", {DType::f32, Shape{300, 500}});
  const Value hidden = ops::softmax(ops::matmul(ops::tanh(rows), weights));
  graph.set_output("y", ops::reduce_sum(hidden * 3.0, {1}));
  graph.set_output("hidden", ops::matmul(hidden, ops::transpose(weights, {1, 0})));
  const Tensor x = support::drawn_tensor(Shape{64, 300}, 1);
  const Tensor w = 0.3 * support::drawn_tensor(Shape{300, 500}, 2);
  const auto bound = [&](std::int64_t replicas) {
    Plan plan(graph, {.replicas = replicas});
    plan.bind("x", static_cast<const void*>(x.data()));
    plan.bind("w", w);
    return plan;
  };
  Plan alone = bound(1);
  alone.run();
  Plan shared = bound(16);
  ASSERT_EQ(shared.replicas(), 16);
  if (std::thread::hardware_concurrency() < 8) {
    EXPECT_LT(shared.arena_bytes(), 3 * alone.arena_bytes() / 4);
  }
  shared.run();
  const std::vector<Tensor> first = {shared.read("y"), shared.read("hidden")};
  EXPECT_THAT(numbers_of(first[0]), Pointwise(DoubleNear(1e-5), numbers_of(alone.read("y"))));
  EXPECT_THAT(numbers_of(first[1]), Pointwise(DoubleNear(1e-5), numbers_of(alone.read("hidden"))));
  for (const int threads : {1, 2, 3, 4, 20}) {
    Workers workers(threads);
    for (int run = 0; run < 40; ++run) {
      ASSERT_TRUE(shared.run(&workers));
      EXPECT_TRUE(support::same_bits(shared.read("y"), first[0])) << threads << " threads";
      EXPECT_TRUE(support::same_bits(shared.read("hidden"), first[1])) << threads << " threads";
    }
  }
  EXPECT_FALSE(shared.profile(2).empty());
  EXPECT_TRUE(support::same_bits(shared.read("y"), first[0]));
}

TEST(Plan, TakesTheArenaOfALargerPlan) {
  const auto build = [](Graph& graph, std::int64_t rows) {
    const Value x = graph.input("x", {DType::f32, Shape{rows, 3}});
    graph.set_output("y", ops::reduce_sum(ops::exp(x) * 2.0, {1}) + 1.0);
  };
  Graph large;
  Graph small;
  build(large, 80);
  build(small, 5);
  Plan first(large);
  Plan second(small, {.arena = first.arena()});
  Plan third(large, {.arena = Plan(small).arena()});
  EXPECT_EQ(second.arena(), first.arena());
  EXPECT_NE(third.arena(), nullptr);
  EXPECT_GE(third.arena()->bytes(), third.arena_bytes());
  const Tensor ones = Tensor::of(Shape{80, 3}, std::vector<float>(240, 1.0F));
  for (Plan* plan : {&first, &second, &third}) {
    plan->bind("x", static_cast<const void*>(ones.data()));
    plan->run();
    const Tensor y = plan->read("y");
    for (float value : y.values<float>()) EXPECT_NEAR(value, 6 * std::exp(1.0F) + 1, 1e-5);
  }
}

TEST(Plan, GivesSplitOutputsInTheOrderOfTheRows) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 3}});
  graph.set_output("y", x * 2.0);
  Plan plan(graph, {.replicas = 4});
  Tensor in(Shape{8, 3});
  for (std::size_t i = 0; i < 24; ++i) in.values<float>()[i] = static_cast<float>(i);
  plan.bind("x", in);
  plan.run();
  const Tensor y = plan.read("y");
  for (std::size_t i = 0; i < 24; ++i)
    EXPECT_EQ(y.values<float>()[i], 2.0F * static_cast<float>(i));
}

TEST(Plan, ASplitOutputDoesNotTakeThePlaceOfWhatTheNextReplicaReads) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 4}});
  const Value w = graph.variable("w", {DType::f32, Shape{4, 4}});
  const Value shared = ops::exp(w);  // dead after the product, and as large as a replica's rows
  const Value product = ops::matmul(x, shared);
  graph.set_output("y", ops::softmax(ops::tanh(product)));
  Tensor rows = 0.5 * support::drawn_tensor(Shape{8, 4}, 1);
  Tensor weights = 0.5 * support::drawn_tensor(Shape{4, 4}, 2);
  std::vector<Tensor> results;
  for (std::int64_t replicas : {1, 2, 8}) {
    Plan plan(graph, {.replicas = replicas, .kernels = kernels::Choice::reference});
    plan.bind("x", rows);
    plan.bind("w", weights);
    plan.run();
    results.push_back(plan.read("y"));
  }
  for (const Tensor& result : results) {
    EXPECT_EQ(std::memcmp(result.data(), results[0].data(), result.bytes()), 0);
  }
}

TEST(Plan, AValuePackedIntoAVariableKeepsItsOwnMemory) {
  // As with moving averages: the mean is used in the step, and packed straight into a variable.
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4, 3}});
  const Value average = graph.variable("average", {DType::f32, Shape{16}});
  const Value mean = ops::reduce_mean(x, {0});
  const Value spread = ops::reduce_mean(ops::square(x - mean), {0});
  graph.assign(average, ops::pack({mean, spread}, {0, 8}, 16));
  const Value loss = ops::reduce_sum(ops::square(x - mean) / (spread + 1.0));
  graph.set_output("loss", loss);
  graph.set_guard(loss);

  Tensor data = 0.5 * support::drawn_tensor(Shape{4, 3}, 3);
  Tensor state(Shape{16});
  const Evaluation wanted(graph, {{"x", data}, {"average", state}});
  Plan plan(graph);
  plan.bind("x", data);
  plan.bind("average", state);
  ASSERT_TRUE(plan.run());
  EXPECT_NEAR(plan.read("loss").values<float>()[0], wanted.output("loss").values<float>()[0], 1e-5);
  const Tensor& packed = wanted.at(graph.assignments()[0].second);
  EXPECT_THAT(numbers_of(state), Pointwise(DoubleNear(1e-6), numbers_of(packed)));
}

TEST(Plan, SwapsOfVariablesAreNotDoneInPlace) {
  Graph graph;
  const Value a = graph.variable("a", {DType::f32, Shape{2}});
  const Value b = graph.variable("b", {DType::f32, Shape{2}});
  graph.assign(a, b + 1.0);
  graph.assign(b, a + 1.0);
  Plan plan(graph);
  Tensor ta = Tensor::of<float>({2}, {1, 2});
  Tensor tb = Tensor::of<float>({2}, {10, 20});
  plan.bind("a", ta);
  plan.bind("b", tb);
  plan.run();
  EXPECT_EQ(ta.values<float>()[0], 11);
  EXPECT_EQ(tb.values<float>()[0], 2);
}

TEST(Plan, AVariableMayRememberAnother) {
  Graph graph;
  const TensorType type{DType::f32, Shape{2}};
  const Value now = graph.variable("now", type);
  const Value before = graph.variable("before", type);
  const Value left = graph.variable("left", type);
  const Value right = graph.variable("right", type);
  graph.assign(now, now + 1.0);
  graph.assign(before, now);
  graph.assign(left, right);
  graph.assign(right, left);
  graph.set_output("old", ops::reshape(now, {2, 1}));
  Plan plan(graph);
  Tensor tensors[] = {Tensor::of<float>({2}, {1, 2}), Tensor(Shape{2}),
                      Tensor::of<float>({2}, {3, 4}), Tensor::of<float>({2}, {5, 6})};
  const char* names[] = {"now", "before", "left", "right"};
  for (int i = 0; i < 4; ++i) plan.bind(names[i], tensors[i]);
  plan.run();
  const float wanted[] = {2, 1, 5, 3};
  for (int i = 0; i < 4; ++i) EXPECT_EQ(tensors[i].values<float>()[0], wanted[i]) << names[i];
  EXPECT_EQ(plan.read("old").values<float>()[1], 2);
}

TEST(Plan, AnOutputMayBeAnInputOrTheNewValueOfAVariable) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{4, 6}});
  const Value v = graph.variable("v", {DType::f32, Shape{2}});
  const Value next = v * 2.0;
  graph.assign(v, next);
  graph.set_output("flat", ops::reshape(x, {4, 2, 3}));
  graph.set_output("next", next);
  Tensor rows = 0.5 * support::drawn_tensor(Shape{4, 6}, 1);
  for (std::int64_t replicas : {1, 4}) {
    Tensor state = Tensor::of<float>({2}, {1, 3});
    Plan plan(graph, {.replicas = replicas});
    EXPECT_THROW(plan.read("flat"), Error);  // nothing is bound
    plan.bind("x", rows);
    plan.bind("v", state);
    plan.run();
    const Tensor flat = plan.read("flat");
    EXPECT_EQ(flat.shape(), (Shape{4, 2, 3}));
    EXPECT_EQ(std::memcmp(flat.data(), rows.data(), rows.bytes()), 0);
    EXPECT_EQ(plan.read("next").values<float>()[1], 6);
    EXPECT_THROW(plan.read("nothing"), Error);
  }
}

}  // namespace
}  // namespace ganglion::runtime

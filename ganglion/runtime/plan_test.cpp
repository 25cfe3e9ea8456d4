#include "ganglion/runtime/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

constexpr std::int64_t kBatch = 32;
constexpr std::int64_t kOffsets[] = {0, 64, 80, 112};
constexpr std::int64_t kParameters = 128;

/// A training step of a small classifier: tanh layer, relu-free output, momentum as the optimizer.
void build_step(Graph& graph, DType dtype, bool dropout) {
  const Value x = graph.input("x", {dtype, Shape{kBatch, 6}});
  const Value labels = graph.input("labels", {DType::i32, Shape{kBatch}});
  const Value step = graph.input("step", {DType::f32, Shape{}}, false);
  const Value parameters = graph.variable("parameters", {dtype, Shape{kParameters}});
  const Value velocity = graph.variable("velocity", {dtype, Shape{kParameters}});
  const Value w1 = ops::view(parameters, kOffsets[0], {6, 10}, "dense/kernel");
  const Value b1 = ops::view(parameters, kOffsets[1], {10}, "dense/bias");
  const Value w2 = ops::view(parameters, kOffsets[2], {10, 3}, "dense_1/kernel");
  const Value b2 = ops::view(parameters, kOffsets[3], {3}, "dense_1/bias");
  Value hidden = ops::relu(ops::matmul(x, w1) + b1);
  if (dropout) hidden = hidden * ops::dropout_mask(hidden, step, 0.5, 7, 1);
  const Value logits = ops::matmul(hidden, w2) + b2;
  const Value loss = ops::reduce_mean(ops::softmax_cross_entropy(logits, labels));
  const Value wrt[] = {w1, b1, w2, b2};
  const auto d = gradients(loss, wrt);
  const Value gradient = ops::pack(d, {std::begin(kOffsets), std::end(kOffsets)}, kParameters);
  const Value next = velocity * 0.9 + gradient;
  graph.assign(velocity, next);
  graph.assign(parameters, parameters - next * 0.1);
  graph.set_output("loss", loss);
  graph.set_output("logits", logits);
  graph.set_guard(loss);
}

struct Data {
  explicit Data(DType dtype)
      : x(Tensor(Shape{kBatch, 6}).cast(dtype)),
        labels(Shape{kBatch}, DType::i32),
        step(Tensor::scalar(1.0)),
        parameters(Shape{kParameters}, dtype),
        velocity(Shape{kParameters}, dtype) {
    fill(x, 1);
    fill(parameters, 2);
    for (std::size_t i = 0; i < kBatch; ++i)
      labels.values<std::int32_t>()[i] = static_cast<std::int32_t>(i % 3);
  }
  static void fill(Tensor& tensor, std::uint64_t stream) {
    for (std::int64_t i = 0; i < tensor.size(); ++i) {
      const double value = 0.5 * random_normal(1, stream, static_cast<std::uint64_t>(i));
      const auto at = static_cast<std::size_t>(i);
      if (tensor.dtype() == DType::f32) tensor.values<float>()[at] = static_cast<float>(value);
      if (tensor.dtype() == DType::f64) tensor.values<double>()[at] = value;
    }
  }
  void bind(Plan& plan) {
    plan.bind("x", x);
    plan.bind("labels", labels);
    if (plan.has("step")) plan.bind("step", step);
    plan.bind("parameters", parameters);
    plan.bind("velocity", velocity);
  }
  Tensor x, labels, step, parameters, velocity;
};

/// Parameters after some steps.
Tensor train(const PlanOptions& options, int threads, bool dropout = false,
             DType dtype = DType::f32) {
  Graph graph;
  build_step(graph, dtype, dropout);
  Plan plan(graph, options);
  EXPECT_EQ(plan.replicas(), options.replicas);
  Data data(dtype);
  data.bind(plan);
  Workers workers(threads);
  for (int i = 1; i <= 20; ++i) {
    data.step.values<float>()[0] = static_cast<float>(i);
    EXPECT_TRUE(plan.run(threads > 1 ? &workers : nullptr));
  }
  return data.parameters;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  const Tensor x = a.cast(DType::f64);
  const Tensor y = b.cast(DType::f64);
  double largest = 0.0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    largest = std::max(largest, std::abs(x.values<double>()[i] - y.values<double>()[i]));
  }
  return largest;
}

TEST(Plan, TrainsLikeTheInterpreterInDouble) {
  Graph graph;
  build_step(graph, DType::f64, false);
  Data data(DType::f64);
  for (int i = 0; i < 20; ++i) {
    const Evaluation values(graph, {{"x", data.x},
                                    {"labels", data.labels},
                                    {"step", data.step},
                                    {"parameters", data.parameters},
                                    {"velocity", data.velocity}});
    const auto& assignments = graph.assignments();
    data.velocity = values.at(assignments[0].second);
    data.parameters = values.at(assignments[1].second);
  }
  EXPECT_LE(largest_difference(train({}, 1, false, DType::f64), data.parameters), 1e-14);
  EXPECT_LE(largest_difference(train({.replicas = 4}, 2, false, DType::f64), data.parameters),
            1e-13);
  EXPECT_LE(largest_difference(train({}, 1), data.parameters), 1e-5);
  EXPECT_LE(largest_difference(train({.replicas = 2}, 2), data.parameters), 1e-5);
}

TEST(Plan, AnyNumberOfThreadsGivesTheSameBits) {
  for (std::int64_t replicas : {1, 2, 4, 8}) {
    const Tensor expected = train({.replicas = replicas}, 1, true);
    for (int threads : {2, 3, 4}) {
      const Tensor result = train({.replicas = replicas}, threads, true);
      EXPECT_EQ(std::memcmp(result.data(), expected.data(), result.bytes()), 0)
          << replicas << " replicas, " << threads << " threads";
    }
  }
}

TEST(Plan, ResultsDoNotDependOnAnyPassThatCanBeSwitchedOff) {
  const Tensor expected = train({}, 1);
  Graph graph;
  build_step(graph, DType::f32, false);
  for (const Pass& pass : all_passes()) {
    const PlanOptions options{.replicas = 2, .disabled_passes = {std::string(pass.name)}};
    if (pass.required) {
      EXPECT_THROW(Plan(graph, options), Error) << pass.name;
    } else {
      EXPECT_LE(largest_difference(train(options, 2), expected), 1e-5) << pass.name;
    }
  }
  EXPECT_THROW(Plan(graph, {.disabled_passes = {"no_such_pass"}}), Error);
}

TEST(Plan, TheGuardStopsAssignmentsWhenTheLossIsNotFinite) {
  for (std::int64_t replicas : {1, 4}) {
    Graph graph;
    build_step(graph, DType::f32, false);
    Plan plan(graph, {.replicas = replicas});
    Data data(DType::f32);
    data.bind(plan);
    data.parameters.values<float>()[kOffsets[3]] = NAN;  // a bias behind the last activation
    const Tensor before = data.parameters;
    EXPECT_FALSE(plan.run());
    EXPECT_EQ(std::memcmp(before.data(), data.parameters.data(), before.bytes()), 0);
    data.parameters.values<float>()[kOffsets[3]] = 0.5F;
    EXPECT_TRUE(plan.run());
    EXPECT_NE(std::memcmp(before.data(), data.parameters.data(), before.bytes()), 0);
  }
}

TEST(Plan, FusesTheStepToAFewCalls) {
  Graph graph;
  build_step(graph, DType::f32, false);
  Plan plan(graph);
  Data data(DType::f32);
  data.bind(plan);
  EXPECT_LE(plan.profile(1).size(), 16U);
  EXPECT_LE(plan.arena_bytes(), 3 * plan.arena_lower_bound());
}

TEST(Plan, UsesFewerReplicasWhereTheBatchDoesNotDivide) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{12, 3}});
  graph.set_output("sum", ops::reduce_sum(x));
  EXPECT_EQ(Plan(graph, {.replicas = 8}).replicas(), 4);
  EXPECT_THROW(Plan(graph, {.replicas = 3}), Error);
}

TEST(Plan, RefusesToWriteToWhatIsConst) {
  Graph graph;
  const Value v = graph.variable("v", {DType::f32, Shape{2}});
  graph.assign(v, v + 1.0);
  Plan plan(graph);
  const Tensor fixed(Shape{2});
  EXPECT_THROW(plan.bind("v", fixed), Error);
  EXPECT_THROW(plan.bind("v", static_cast<const void*>(nullptr)), Error);
  EXPECT_THROW(plan.run(), Error);
}

TEST(Plan, RefusesValuesThatNoMachineHolds) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{}}, false);
  graph.set_output("y", ops::broadcast_to(x, Shape{std::int64_t{1} << 59}) * 2.0);
  EXPECT_THROW(Plan{graph}, Error);
}

TEST(Plan, AFailingKernelEndsTheRunOnAllThreads) {
  struct Failing : Kernel {
    void run(const KernelArguments& arguments) override {
      if (arguments.replica == 3) throw Error("the kernel failed");
    }
  };
  static const OpDef op = {
      .name = "failing",
      .infer = [](const Node& node) { return std::vector{node.inputs[0].type()}; },
      .place = [](const Node&, std::span<Placement> in) { return std::optional(in[0]); },
      .make_kernel = [](const Node&) -> std::unique_ptr<Kernel> {
        return std::make_unique<Failing>();
      }};
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 3}});
  graph.set_output("sum", ops::reduce_sum(graph.add(op, {x})));
  Plan plan(graph, {.replicas = 4});
  const Tensor rows(Shape{8, 3});
  plan.bind("x", rows);
  for (int threads : {1, 2, 3}) {
    Workers workers(threads);
    EXPECT_THROW(plan.run(&workers), Error);
  }
}

TEST(Plan, ASumThatReplicasReadIsCompleteBeforeTheyReadIt) {
  // With one row for each replica the sum has the shape of a replica's rows.
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{8, 3}});
  graph.set_output("y", x - ops::reduce_sum(x, {0}, true) * 0.125);
  Tensor rows(Shape{8, 3});
  Data::fill(rows, 1);
  Plan plan(graph, {.replicas = 8});
  ASSERT_EQ(plan.replicas(), 8);
  plan.bind("x", rows);
  plan.run();
  const Evaluation wanted(graph, {{"x", rows}});
  EXPECT_LE(largest_difference(plan.read("y"), wanted.output("y")), 1e-6);
}

/// y = 2 x, for tests of what is bound.
std::unique_ptr<Plan> doubling(std::int64_t size) {
  Graph graph;
  graph.set_output("y", graph.input("x", {DType::f32, Shape{size}}) * 2.0);
  return std::make_unique<Plan>(graph);
}

Tensor filled(std::int64_t size, float value) {
  return Tensor::of({size}, std::vector<float>(static_cast<std::size_t>(size), value));
}

TEST(Plan, ReadsWhatIsAssignedToABoundTensor) {
  const auto plan = doubling(1000);
  Tensor x = filled(1000, 1);
  const Tensor other = filled(1000, 3);
  plan->bind("x", x);
  x = other;
  const Tensor junk = filled(1000, 77);  // where freed memory would be given out again
  plan->run();
  EXPECT_EQ(plan->read("y").values<float>()[999], 6.0F);
  x = filled(1000, 4);
  const Tensor more = filled(1000, 77);
  plan->run();
  EXPECT_EQ(plan->read("y").values<float>()[999], 8.0F);
}

TEST(Plan, KeepsTheElementsOfATensorThatIsGone) {
  const auto plan = doubling(1000);
  plan->bind("x", filled(1000, 3));
  const Tensor junk = filled(1000, 77);
  plan->run();
  EXPECT_EQ(plan->read("y").values<float>()[999], 6.0F);
}

TEST(Plan, RefusesABoundTensorThatBecameAnother) {
  const auto plan = doubling(10);
  Tensor x = filled(10, 1);
  plan->bind("x", x);
  x = filled(20, 1);
  EXPECT_THAT([&] { plan->run(); }, testing::ThrowsMessage<Error>(testing::HasSubstr(
                                        "bound to 'x' has been assigned one of another shape")));
  x = filled(10, 2);
  plan->bind("x", x);
  plan->run();
  EXPECT_EQ(plan->read("y").values<float>()[0], 4.0F);
}

TEST(Plan, BindsAPartOfAFlatTensor) {
  const auto plan = doubling(3);
  auto flat = Tensor::of<float>({5}, {1, 2, 3, 4, 5});
  plan->bind_part("x", flat, 2);
  plan->run();
  EXPECT_EQ(plan->read("y").values<float>()[2], 10.0F);
  EXPECT_THROW(plan->bind_part("x", flat, 3), Error);
  EXPECT_THROW(plan->bind_part("x", flat, -1), Error);
}

}  // namespace
}  // namespace ganglion::runtime

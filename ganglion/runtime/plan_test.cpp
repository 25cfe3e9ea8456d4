#include "ganglion/runtime/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>
#include <vector>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"
#include "tests/support/same_bits.h"

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

TEST(Plan, WorkersUseTheMemoryOfOneReplicaForTheNext) {
  const auto build = [](Graph& graph) {
    const Value x = graph.input("x", {DType::f32, Shape{64, 300}}, true);
    const Value w = graph.variable("w", {DType::f32, Shape{300, 500}});
    const Value hidden = ops::softmax(ops::matmul(ops::exp(x), w));
    graph.set_output("y", ops::reduce_sum(hidden * 3.0, {1}));
    graph.set_output("hidden", ops::matmul(hidden, ops::transpose(w, {1, 0})));
  };
  Graph graph;
  build(graph);
  Tensor x(Shape{64, 300});
  Tensor w(Shape{300, 500});
  for (std::size_t i = 0; i < 64 * 300; ++i) {
    x.values<float>()[i] = static_cast<float>(random_uniform(1, 2, i));
  }
  for (std::size_t i = 0; i < 300 * 500; ++i) {
    w.values<float>()[i] = static_cast<float>(random_uniform(3, 4, i)) - 0.5F;
  }
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
  EXPECT_LT(largest_difference(first[0], alone.read("y")), 1e-5);
  EXPECT_LT(largest_difference(first[1], alone.read("hidden")), 1e-5);
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
  Tensor rows(Shape{8, 4});
  Tensor weights(Shape{4, 4});
  Data::fill(rows, 1);
  Data::fill(weights, 2);
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

TEST(Plan, UsesFewerReplicasWhereTheBatchDoesNotDivide) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{12, 3}});
  graph.set_output("sum", ops::reduce_sum(x));
  EXPECT_EQ(Plan(graph, {.replicas = 8}).replicas(), 4);
  EXPECT_THROW(Plan(graph, {.replicas = 3}), Error);
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

  Tensor data(Shape{4, 3});
  Data::fill(data, 3);
  Tensor state(Shape{16});
  const Evaluation wanted(graph, {{"x", data}, {"average", state}});
  Plan plan(graph);
  plan.bind("x", data);
  plan.bind("average", state);
  ASSERT_TRUE(plan.run());
  EXPECT_NEAR(plan.read("loss").values<float>()[0], wanted.output("loss").values<float>()[0], 1e-5);
  const Tensor& packed = wanted.at(graph.assignments()[0].second);
  EXPECT_LE(largest_difference(state, packed), 1e-6);
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
  Tensor rows(Shape{4, 6});
  Data::fill(rows, 1);
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

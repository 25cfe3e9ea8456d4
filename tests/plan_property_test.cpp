#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>

#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/random_graph.h"
#include "tests/support/same_bits.h"

/// Whatever the graph and however it is compiled, a plan computes what the graph says.
namespace ganglion::runtime {
namespace {

using testing_support::RandomGraphOptions;
using Tensors = std::map<std::string, Tensor>;

constexpr int kRuns = 2;  // the second one finds what the first has left

/// Outputs of the last run, and variables after it.
struct Outcome {
  Tensors outputs;
  Tensors variables;
};

Outcome by_definition(const Graph& graph, Tensors feeds) {
  Outcome outcome;
  for (int run = 0; run < kRuns; ++run) {
    const Evaluation values(graph, feeds);
    for (const auto& [name, value] : graph.outputs()) outcome.outputs[name] = values.at(value);
    for (const auto& [variable, value] : graph.assignments()) {
      outcome.variables[variable.producer().name] = values.at(value);
    }
    for (const auto& [name, tensor] : outcome.variables) feeds[name] = tensor;
  }
  return outcome;
}

Outcome by_plan(const Graph& graph, Tensors feeds, const PlanOptions& options, int threads) {
  Plan plan(graph, options);
  for (auto& [name, tensor] : feeds) {
    if (plan.has(name)) plan.bind(name, tensor);
  }
  Workers workers(threads);
  Outcome outcome;
  for (int run = 0; run < kRuns; ++run) {
    RC_ASSERT(plan.run(threads > 1 ? &workers : nullptr));
  }
  for (const auto& [name, value] : graph.outputs()) outcome.outputs[name] = plan.read(name);
  for (const auto& [variable, value] : graph.assignments()) {
    const std::string& name = variable.producer().name;
    outcome.variables[name] = feeds.at(name);
  }
  return outcome;
}

double largest(const Tensor& tensor) {
  double most = 0.0;
  const Tensor numbers = tensor.cast(DType::f64);
  for (double x : numbers.values<double>()) most = std::max(most, std::abs(x));
  return most;
}

void expect_near(const Tensors& got, const Tensors& wanted, double tolerance,
                 const std::string& how) {
  for (const auto& [name, tensor] : wanted) {
    const Tensor& other = got.at(name);
    if (other.shape() != tensor.shape()) {
      RC_FAIL(how + ": " + name + " is " + other.shape().to_string() + ", not " +
              tensor.shape().to_string());
    }
    const Tensor x = other.cast(DType::f64);
    const Tensor y = tensor.cast(DType::f64);
    const double allowed = tolerance * (1.0 + largest(tensor));
    for (std::size_t i = 0; i < static_cast<std::size_t>(x.size()); ++i) {
      const double a = x.values<double>()[i];
      const double b = y.values<double>()[i];
      if (std::abs(a - b) <= allowed || (std::isnan(a) && std::isnan(b)) || a == b) continue;
      RC_FAIL(how + ": " + name + " " + tensor.shape().to_string() + " [" + std::to_string(i) +
              "] is " + std::to_string(a) + ", not " + std::to_string(b));
    }
  }
}

void expect_near(const Outcome& got, const Outcome& wanted, double tolerance,
                 const std::string& how) {
  expect_near(got.outputs, wanted.outputs, tolerance, how);
  expect_near(got.variables, wanted.variables, tolerance, how);
}

bool same_bits(const Tensors& a, const Tensors& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && x.second.shape() == y.second.shape() &&
           std::memcmp(x.second.data(), y.second.data(), x.second.bytes()) == 0;
  });
}

RandomGraphOptions any_options() {
  return {.seed = *rc::gen::arbitrary<std::uint64_t>(),
          .ops = *rc::gen::inRange(1, 24),
          .batch = *rc::gen::element<std::int64_t>(1, 2, 4, 6, 8),
          .divides = *rc::gen::element(true, true, false)};
}

struct Case {
  explicit Case(DType dtype) : options(any_options()) {
    build_random_step(graph, dtype, options);
    feeds = testing_support::random_feeds(graph, options.seed);
  }
  RandomGraphOptions options;
  Graph graph;
  Tensors feeds;
};

RC_GTEST_PROP(RandomPlan, InDoubleIsTheDefinitionWithAnyReplicasAndPasses, ()) {
  const Case given(DType::f64);
  const Outcome wanted = by_definition(given.graph, given.feeds);
  std::vector<std::string> disabled = {{}};
  for (const Pass& pass : all_passes()) {
    if (!pass.required) disabled.emplace_back(pass.name);
  }
  for (std::int64_t replicas : {1, 2, 4, 8}) {
    const std::string off = *rc::gen::elementOf(disabled);
    PlanOptions options{.replicas = replicas};
    if (!off.empty()) options.disabled_passes = {off};
    const Outcome got = by_plan(given.graph, given.feeds, options, 1);
    expect_near(got, wanted, 1e-9, std::to_string(replicas) + " replicas without '" + off + "'");
  }
}

RC_GTEST_PROP(RandomPlan, InFloatIsNearDouble, ()) {
  const Case given(DType::f32);
  Graph wide;
  build_random_step(wide, DType::f64, given.options);
  const Outcome wanted =
      by_definition(wide, testing_support::random_feeds(wide, given.options.seed));
  for (kernels::Choice choice : {kernels::Choice::fastest, kernels::Choice::reference}) {
    const std::int64_t replicas = *rc::gen::element<std::int64_t>(1, 2, 4, 8);
    const PlanOptions options{.replicas = replicas, .kernels = choice};
    expect_near(by_plan(given.graph, given.feeds, options, 1), wanted, 2e-3,
                std::to_string(replicas) + " replicas");
  }
}

RC_GTEST_PROP(RandomPlan, AnyNumberOfThreadsGivesTheSameBits, ()) {
  const Case given(DType::f32);
  const PlanOptions options{.replicas = *rc::gen::element<std::int64_t>(2, 4, 8)};
  const Outcome alone = by_plan(given.graph, given.feeds, options, 1);
  for (int threads : {2, 3}) {
    const Outcome together = by_plan(given.graph, given.feeds, options, threads);
    RC_ASSERT(same_bits(together.outputs, alone.outputs));
    RC_ASSERT(same_bits(together.variables, alone.variables));
  }
}

}  // namespace
}  // namespace ganglion::runtime

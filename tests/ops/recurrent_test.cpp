#include <gtest/gtest.h>

#include <cstring>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/rng.h"
#include "ganglion/core/workers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/recurrent.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"

/// What the descriptions of the recurrent ops don't cover.
namespace ganglion::ops {
namespace {

using support::error_of;

using Feeds = std::map<std::string, Tensor>;

Tensor drawn(const Shape& shape, std::uint64_t stream, DType dtype) {
  Tensor numbers(shape, DType::f64);
  std::uint64_t i = 0;
  for (double& x : numbers.values<double>()) x = ganglion::random_uniform(3, stream, i++) - 0.5;
  return numbers.cast(dtype);
}

struct Lstm {
  Graph graph;
  Feeds feeds;
  std::vector<Value> wrt;
  Value loss;

  Value fed(const char* name, const Shape& shape, DType dtype) {
    feeds.emplace(name, drawn(shape, feeds.size(), dtype));
    return graph.input(name, {dtype, shape}, name[0] != 'R');
  }
  /// The loss reads both states, or the cell's alone.
  Lstm(std::int64_t batch, std::int64_t steps, std::int64_t units, DType dtype, bool both) {
    const Value x = fed("x", {batch, steps, 4 * units}, dtype);
    const Value kernel = fed("R", {units, 4 * units}, dtype);
    const Value h = fed("h", {batch, units}, dtype);
    const Value c = fed("c", {batch, units}, dtype);
    const RecurrentStates states = recurrent(x, kernel, {h, c}, {.cell = Cell::lstm});
    const Value weights = graph.constant(drawn(states.cell.shape(), 9, dtype));
    Value read = states.cell * weights;
    if (both) read = read + square(states.hidden);
    loss = reduce_sum(read);
    wrt = {x, kernel, h, c};
  }
};

TEST(Recurrent, DerivativesByTheCellStateAgreeWithDifferences) {
  for (const bool both : {false, true}) {
    Lstm lstm(2, 3, 2, DType::f64, both);
    const auto derivatives = gradients(lstm.loss, lstm.wrt);
    const runtime::Evaluation evaluation(lstm.graph, lstm.feeds);
    for (std::size_t i = 0; i < lstm.wrt.size(); ++i) {
      auto numbers = lstm.feeds.at(lstm.wrt[i].producer().name).values<double>();
      const auto got = evaluation.at(derivatives[i]).values<double>();
      for (std::size_t j = 0; j < numbers.size(); ++j) {
        const double kept = numbers[j];
        const auto at = [&](double x) {
          numbers[j] = x;
          return runtime::Evaluation(lstm.graph, lstm.feeds).at(lstm.loss).values<double>()[0];
        };
        const double difference = (at(kept + 1e-5) - at(kept - 1e-5)) / 2e-5;
        numbers[j] = kept;
        EXPECT_NEAR(got[j], difference, 1e-8);
      }
    }
  }
}

TEST(Recurrent, APlanDividesTheBatchAndGivesTheSameBitsOnAnyThreads) {
  std::vector<Tensor> first;
  for (const int threads : {1, 2, 5}) {
    Lstm lstm(64, 20, 32, DType::f32, true);
    const auto derivatives = gradients(lstm.loss, lstm.wrt);
    lstm.graph.set_output("loss", lstm.loss);
    for (std::size_t i = 0; i < derivatives.size(); ++i)
      lstm.graph.set_output("d" + std::to_string(i), derivatives[i]);
    runtime::Plan plan(lstm.graph, {.replicas = 4});
    EXPECT_EQ(plan.replicas(), 4);
    for (auto& [name, tensor] : lstm.feeds) plan.bind(name, tensor);
    Workers workers(threads);
    plan.run(&workers);
    for (std::size_t i = 0; i <= derivatives.size(); ++i) {
      Tensor got = plan.read(i == 0 ? "loss" : "d" + std::to_string(i - 1));
      if (threads == 1) {
        first.push_back(got);
      } else {
        EXPECT_EQ(std::memcmp(got.data(), first[i].data(), got.bytes()), 0) << i;
      }
    }
  }
}

TEST(Recurrent, HasNoSecondDerivative) {
  Lstm lstm(1, 2, 2, DType::f64, true);
  const auto derivatives = gradients(lstm.loss, lstm.wrt);
  const Value twice = reduce_sum(square(derivatives[0]));
  EXPECT_EQ(error_of([&] { gradients(twice, lstm.wrt); }).find("gradient: op 'recurrent_gradient'"),
            0U);
}

}  // namespace
}  // namespace ganglion::ops

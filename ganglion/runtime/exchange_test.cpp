#include <gtest/gtest.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/same_bits.h"
#include "tests/support/thread_ranks.h"

/// Plans whose replicas are shared by ranks.
namespace ganglion::runtime {
namespace {

constexpr std::int64_t kSharedRows = 64, kSharedWidth = 256;

/// Two layers and the derivatives of their weights: both products over all rows, or with few
/// columns sums over the replicas.
void fill_shared(Graph& graph, std::int64_t width) {
  const Value x = graph.input("x", {DType::f32, Shape{kSharedRows, kSharedWidth}}, true);
  const Value first = graph.variable("first", {DType::f32, Shape{kSharedWidth, width}});
  const Value second = graph.variable("second", {DType::f32, Shape{width, kSharedWidth}});
  const Value hidden = ops::tanh(ops::matmul(x, first));
  const Value dy = ops::tanh(ops::matmul(hidden, second));
  const Value dx = ops::matmul(dy, second, false, true);
  const Value packed = ops::pack({ops::matmul(x, dx, true), ops::matmul(hidden, dy, true)},
                                 {0, kSharedWidth * width}, 2 * kSharedWidth * width);
  graph.set_output("derivatives", packed * 2.0);
}

Plan shared_plan(std::int64_t width, dist::Communicator* ranks) {
  static const Tensor x = support::drawn_tensor(Shape{kSharedRows, kSharedWidth}, 1);
  static const Tensor weights = support::drawn_tensor(Shape{kSharedWidth * kSharedWidth}, 2);
  Graph graph;
  fill_shared(graph, width);
  Plan plan(graph, {.replicas = 8, .ranks = ranks});
  plan.bind("x", x);
  plan.bind("first", weights.data());
  plan.bind("second", weights.data());
  return plan;
}

void must(bool holds, const char* what) {
  if (!holds) throw Error(what);
}

TEST(Exchange, GivesTheBitsOfOneProcess) {
  for (const std::int64_t width : {kSharedWidth, std::int64_t{60}, std::int64_t{3}}) {
    Plan alone = shared_plan(width, nullptr);
    alone.run();
    const Tensor expected = alone.read("derivatives");
    for (const int size : {2, 3, 8, 11}) {
      support::run_as_ranks(size, [&](dist::Communicator& ranks) {
        Plan plan = shared_plan(width, &ranks);
        Workers workers(1 + ranks.rank() % 3);
        for (int run = 0; run < 5; ++run) {
          plan.run(&workers);
          must(support::same_bits(plan.read("derivatives"), expected), "other bits");
        }
      });
    }
  }
}

/// The first derivative that is ready is exchanged while the others are computed.
TEST(Exchange, BeginsBeforeItIsWaitedFor) {
  for (const std::int64_t width : {kSharedWidth, std::int64_t{60}}) {
    support::run_as_ranks(2, [&](dist::Communicator& ranks) {
      const auto calls = shared_plan(width, &ranks).profile(1);
      const auto wait =
          std::ranges::find_if(calls, [](const auto& call) { return call.awaits >= 0; });
      must(wait != calls.end(), "nothing is exchanged");
      const auto begin = std::ranges::find_if(calls, [&](const auto& call) {
        return std::ranges::find(call.begins, wait->awaits) != call.begins.end();
      });
      must(begin < wait, "it begins when it is waited for");
      must(wait->bytes >= 64 << 10, "it is small");
    });
  }
}

TEST(Exchange, ARankHasTheMemoryOfItsOwnReplicas) {
  const std::size_t alone = shared_plan(3, nullptr).arena_bytes();
  support::run_as_ranks(8, [&](dist::Communicator& ranks) {
    must(shared_plan(3, &ranks).arena_bytes() < alone / 2, "it has that of all replicas");
  });
}

}  // namespace
}  // namespace ganglion::runtime

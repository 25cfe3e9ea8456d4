#include "ganglion/ops/top_k.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"

namespace ganglion {
namespace {

using testing::ElementsAre;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Taken {
  std::vector<float> values, derivatives;
  std::vector<std::int32_t> indices;
};

/// Of rows of five, with the derivatives of the sum of all values.
Taken taken(const std::vector<float>& numbers, std::int64_t k) {
  Tensor x({std::ssize(numbers) / 5, 5});
  std::ranges::copy(numbers, x.values<float>().begin());
  Graph graph;
  const Value input = graph.input("x", {DType::f32, x.shape()}, false);
  const ops::TopK top = ops::top_k(input, k);
  graph.set_output("values", top.values);
  graph.set_output("indices", top.indices);
  graph.set_output("derivatives", gradients(ops::reduce_sum(top.values), std::span(&input, 1))[0]);
  runtime::Plan plan(graph);
  plan.bind("x", x);
  plan.run();
  const Tensor values = plan.read("values"), indices = plan.read("indices");
  const Tensor derivatives = plan.read("derivatives");
  const auto of = [](const auto& span) { return std::vector(span.begin(), span.end()); };
  return {of(values.values<float>()), of(derivatives.values<float>()),
          of(indices.values<std::int32_t>())};
}

TEST(TopK, TakesTheLargestInTheirOrder) {
  const Taken two = taken({3, 1, 4, 1, 5, -2, -7, -1, -8, -2}, 2);
  EXPECT_THAT(two.values, ElementsAre(5, 4, -1, -2));
  EXPECT_THAT(two.indices, ElementsAre(4, 2, 2, 0));
  EXPECT_THAT(two.derivatives, ElementsAre(0, 0, 1, 0, 1, 1, 0, 1, 0, 0));
}

TEST(TopK, SortsWithAllOfThem) {
  const Taken all = taken({3, 1, 4, 1, 5}, 5);
  EXPECT_THAT(all.values, ElementsAre(5, 4, 3, 1, 1));
  EXPECT_THAT(all.indices, ElementsAre(4, 2, 0, 1, 3));
  EXPECT_THAT(all.derivatives, ElementsAre(1, 1, 1, 1, 1));
}

/// Each place is taken once, whatever lies there.
TEST(TopK, OfInfinities) {
  const Taken all = taken({-kInfinity, 2, -kInfinity, kInfinity, -kInfinity}, 5);
  EXPECT_THAT(all.values, ElementsAre(kInfinity, 2, -kInfinity, -kInfinity, -kInfinity));
  EXPECT_THAT(all.indices, ElementsAre(3, 1, 0, 2, 4));
  const Taken one = taken({7, 7, 7, 7, 7}, 1);
  EXPECT_THAT(one.indices, ElementsAre(0));
}

TEST(TopK, SaysWhatDoesNotFit) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, {2, 5}}, false);
  EXPECT_EQ(support::error_of([&] { ops::top_k(x, 6); }),
            "top_k: k is 6 for [2, 5]; it must be from 1 to the last extent");
  EXPECT_NE(support::error_of([&] { ops::top_k(x, 0); }), "no error");
  EXPECT_NE(support::error_of([&] { ops::top_k(ops::reduce_sum(x), 1); }), "no error");
}

}  // namespace
}  // namespace ganglion

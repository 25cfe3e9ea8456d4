#include "ganglion/train/explain/gradient_error.h"

#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/kernels/elementwise_op.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"

namespace ganglion {
namespace {

const Tensor kAt = Tensor::of<double>({5}, {-3, -1.2, 0, 0.4, 2});

const OpDef kCube = elementwise_op(
    "cube", [](auto x) { return x * x * x; }, [](Value x) { return x * x * 3.0; });
const OpDef kWrong = elementwise_op(
    "wrong_cube", [](auto x) { return x * x * x; }, [](Value x) { return x * x * 2.0; });
const OpDef kRoot = elementwise_op(
    "root", [](auto x) { return std::sqrt(x); }, [](Value x) { return x; });

Value sum_of(const OpDef& op, Value x) {
  return ops::reduce_sum(x.graph->add(op, {x}));
}

TEST(GradientError, TellsWrongRulesFromRightOnes) {
  EXPECT_LT(gradient_error([](Value x) { return sum_of(kCube, x); }, kAt), 1e-8);
  EXPECT_LT(gradient_error([](Value x) { return sum_of(kCube, ops::sin(x)); }, kAt), 1e-8);
  EXPECT_NEAR(gradient_error([](Value x) { return sum_of(kWrong, x); }, kAt), 1.0 / 3, 1e-3);
  // The root of a negative number isn't one.
  EXPECT_TRUE(std::isinf(gradient_error([](Value x) { return sum_of(kRoot, x); }, kAt)));
  EXPECT_THROW(gradient_error([](Value x) { return x; }, kAt), Error);
}

TEST(ElementwiseOp, ComputesInBothTypesAndInPlans) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, {64, 5}});
  graph.set_output("y", x.graph->add(kCube, {x}));
  Tensor given({64, 5});
  for (float& element : given.values<float>()) element = 2;
  for (const std::int64_t replicas : {1, 4}) {
    runtime::Plan plan(graph, {.replicas = replicas});
    plan.bind("x", given);
    plan.run();
    const Tensor y = plan.read("y");
    for (const float element : y.values<float>()) ASSERT_EQ(element, 8);
  }
  EXPECT_THROW(graph.add(kCube, {graph.input("i", {DType::i32, {2}})}), Error);
}

}  // namespace
}  // namespace ganglion

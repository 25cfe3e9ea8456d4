#include "ganglion/autodiff/gradients.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"

namespace ganglion {
namespace {

TEST(Gradients, VisitEachNodeOnce) {
  // A chain of n squarings shares every intermediate value; a walk over paths would take 2^n steps.
  Graph graph;
  Value x = graph.variable("x", {DType::f64, Shape{}});
  Value y = x;
  constexpr int kLength = 60;
  for (int i = 0; i < kLength; ++i) y = y + y;
  const int before = graph.size();
  const Value wrt[] = {x};
  WalkCount count;
  gradients(y, wrt, &count);
  EXPECT_LE(graph.size() - before, 3 * kLength);
  EXPECT_EQ(count.nodes, kLength);
}

TEST(Gradients, CountWhatTheyVisitAndReach) {
  Graph graph;
  const Value x = graph.variable("x", {DType::f32, Shape{}});
  const Value y = graph.variable("y", {DType::f32, Shape{}});
  const Value unused = graph.variable("unused", {DType::f32, Shape{}});
  const Value off_the_way = ops::exp(x);
  const Value loss = ops::tanh(x * y);
  const Value wrt[] = {x, unused, y, off_the_way};
  WalkCount count;
  gradients(loss, wrt, &count);
  EXPECT_EQ(count.nodes, 2);
  EXPECT_EQ(count.reached, (std::vector<bool>{true, false, true, false}));
}

TEST(Gradients, OfWhatTheLossDoesNotDependOnAreZero) {
  Graph graph;
  Value x = graph.variable("x", {DType::f32, Shape{3}});
  Value other = graph.variable("other", {DType::f32, Shape{2}});
  const Value wrt[] = {other};
  const Value d = gradients(ops::reduce_sum(x), wrt)[0];
  EXPECT_EQ(d.shape(), Shape{2});
}

TEST(Gradients, RefuseWhatIsMissingOrOfAnotherGraph) {
  Graph graph;
  Graph other;
  const Value x = graph.input("x", {DType::f64, Shape{}});
  const Value loss = ops::square(x);
  const Value missing[] = {Value{}};
  const Value foreign[] = {other.input("x", {DType::f64, Shape{}})};
  EXPECT_THROW(gradients(loss, missing), Error);
  EXPECT_THROW(gradients(loss, foreign), Error);
  EXPECT_THROW(gradients(Value{}, foreign), Error);
  const Value own[] = {x};
  EXPECT_THROW(gradients(loss, ops::full(graph, {2}, 1.0, DType::f64), own), Error);
  EXPECT_THROW(graph.set_guard({}), Error);
  EXPECT_THROW(graph.set_output("y", foreign[0]), Error);
  EXPECT_THROW(graph.assign({}, x), Error);
}

TEST(Gradients, OfAValueByItselfAndByTheSameTwice) {
  Graph graph;
  const Value x = graph.input("x", {DType::f64, Shape{}});
  const Value y = x * x;
  const Value loss = y * y + x;
  const Value wrt[] = {loss, y, x, x};
  const auto d = gradients(loss, wrt);
  const runtime::Evaluation run(graph, {{"x", Tensor::scalar(3.0, DType::f64)}});
  const double wanted[] = {1, 18, 109, 109};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(run.at(d[i]).values<double>()[0], wanted[i]);
}

TEST(Gradients, RefuseALossWithManyElements) {
  Graph graph;
  Value x = graph.variable("x", {DType::f32, Shape{3}});
  const Value wrt[] = {x};
  EXPECT_ANY_THROW(gradients(x, wrt));
}

/// f = (1 - x)^2 + 100 (y - x^2)^2 (Rosenbrock, 1960), whose second derivatives are
/// 2 - 400 y + 1200 x^2, -400 x and 200.
TEST(HessianVectorProduct, OfRosenbrocksFunctionIsItsClosedForm) {
  Graph graph;
  const Value x = graph.input("x", {DType::f64, Shape{}});
  const Value y = graph.input("y", {DType::f64, Shape{}});
  const Value loss = ops::square(1.0 - x) + 100.0 * ops::square(y - ops::square(x));
  const Value wrt[] = {x, y};
  const Value vectors[] = {graph.input("vx", x.type()), graph.input("vy", y.type())};
  const auto product = hessian_vector_product(loss, wrt, vectors);
  const runtime::Evaluation run(graph, {{"x", Tensor::scalar(0.5, DType::f64)},
                                        {"y", Tensor::scalar(-1.0, DType::f64)},
                                        {"vx", Tensor::scalar(2.0, DType::f64)},
                                        {"vy", Tensor::scalar(3.0, DType::f64)}});
  EXPECT_NEAR(run.at(product[0]).values<double>()[0], 702.0 * 2 - 200.0 * 3, 1e-10);
  EXPECT_NEAR(run.at(product[1]).values<double>()[0], -200.0 * 2 + 200.0 * 3, 1e-10);
  EXPECT_THROW(hessian_vector_product(loss, wrt, std::span(vectors, 1)), Error);
}

}  // namespace
}  // namespace ganglion

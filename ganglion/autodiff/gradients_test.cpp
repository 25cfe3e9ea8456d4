#include "ganglion/autodiff/gradients.h"

#include <gtest/gtest.h>

#include "ganglion/ops/ops.h"

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
  gradients(y, wrt);
  EXPECT_LE(graph.size() - before, 3 * kLength);
}

TEST(Gradients, OfWhatTheLossDoesNotDependOnAreZero) {
  Graph graph;
  Value x = graph.variable("x", {DType::f32, Shape{3}});
  Value other = graph.variable("other", {DType::f32, Shape{2}});
  const Value wrt[] = {other};
  const Value d = gradients(ops::reduce_sum(x), wrt)[0];
  EXPECT_EQ(d.shape(), Shape{2});
}

TEST(Gradients, RefuseALossWithManyElements) {
  Graph graph;
  Value x = graph.variable("x", {DType::f32, Shape{3}});
  const Value wrt[] = {x};
  EXPECT_ANY_THROW(gradients(x, wrt));
}

}  // namespace
}  // namespace ganglion

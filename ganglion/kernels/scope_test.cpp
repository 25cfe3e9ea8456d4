#include "ganglion/kernels/scope.h"

#include <gtest/gtest.h>
#include <omp.h>

#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::kernels {
namespace {

TEST(Scope, RestoresTheThreadsSettings) {
  omp_set_num_threads(3);
  {
    const Scope scope;
    EXPECT_EQ(omp_get_max_threads(), 1);
  }
  EXPECT_EQ(omp_get_max_threads(), 3);
  volatile float tiny = 1e-38F;
  tiny = tiny * 0.1F;
  EXPECT_GT(tiny, 0.0F);  // outside, such numbers are numbers
}

TEST(Scope, AveragesThatDecayEndAtZero) {
  Graph graph;
  const Value average = graph.variable("average", {DType::f32, Shape{40}});
  graph.assign(average, average * 0.5);
  runtime::Plan plan(graph);
  Tensor tensor(Shape{40});
  for (float& value : tensor.values<float>()) value = 3e-38F;
  plan.bind("average", tensor);
  for (int i = 0; i < 3; ++i) plan.run();
  for (float value : tensor.values<float>()) EXPECT_EQ(value, 0.0F);
}

}  // namespace
}  // namespace ganglion::kernels

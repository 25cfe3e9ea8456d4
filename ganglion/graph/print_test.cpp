#include "ganglion/graph/print.h"

#include <gtest/gtest.h>

#include "ganglion/ops/ops.h"

namespace ganglion {
namespace {

void build(Graph& graph) {
  const Value x = graph.input("x", {DType::f32, {32, 64}});
  const Value mean = graph.input("mean", {DType::f32, {64}}, false);
  const Value kernel = graph.variable("dense/kernel", {DType::f32, {25, 64}});
  Value y;
  {
    const Graph::Scope scope(graph, "dense");
    y = ops::matmul(x - mean, kernel, false, true);
  }
  const Value loss = ops::reduce_mean(ops::leaky_relu(y, 0.1));
  graph.set_output("loss", loss);
  graph.assign(kernel, kernel * 0.5);
  graph.set_guard(loss);
}

TEST(Print, ShowsOneNodePerLineThenWhatIsRead) {
  Graph graph;
  build(graph);
  EXPECT_EQ(to_text(graph),
            "%0 = input(batch=true) : f32[32, 64]  \"x\"\n"
            "%1 = input() : f32[64]  \"mean\"\n"
            "%2 = variable() : f32[25, 64]  \"dense/kernel\"\n"
            "%3 = sub(%0, %1) : f32[32, 64]  \"dense\"\n"
            "%4 = matmul(%3, %2, transpose_b=true) : f32[32, 25]  \"dense\"\n"
            "%5 = leaky_relu(%4, negative_slope=0.1) : f32[32, 25]\n"
            "%6 = reduce_sum(%5, axes=[0, 1]) : f32[]\n"
            "%7 = constant(0.00125) : f32[]\n"
            "%8 = mul(%6, %7) : f32[]\n"
            "%9 = constant(0.5) : f32[]\n"
            "%10 = mul(%2, %9) : f32[25, 64]\n"
            "output \"loss\" = %8\n"
            "assign \"dense/kernel\" = %10\n"
            "guard %8\n");
}

TEST(Print, IsTheSameForEqualGraphs) {
  Graph a;
  Graph b;
  build(a);
  build(b);
  EXPECT_EQ(to_text(a), to_text(b));
}

TEST(Print, NamesFurtherOutputsAndMissingValues) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, {2}});
  EXPECT_EQ(to_text(x), "%0");
  EXPECT_EQ(to_text(Value{&graph, 4, 1}), "%4.1");
  EXPECT_EQ(to_text(Value{}), "none");
}

TEST(Print, ShortensTensors) {
  EXPECT_EQ(short_text(Tensor::scalar(0.1)), "0.1");
  EXPECT_EQ(short_text(Tensor::of<float>({2}, {1, 2.5})), "{1, 2.5}");
  EXPECT_EQ(short_text(Tensor::of<std::int32_t>({5}, {1, 2, 3, 4, 5})), "{1, 2, 3, 4, …}");
  EXPECT_EQ(short_text(Tensor(Shape{0})), "{}");
}

}  // namespace
}  // namespace ganglion

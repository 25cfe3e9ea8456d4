#include <gtest/gtest.h>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/graph/print.h"
#include "ganglion/nn/quantization.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

/// Passes are tested by the text of the graphs that they make.
namespace ganglion::runtime {
namespace {

using Build = Value (*)(Graph&);

std::string text_after(
    Build build,
    std::initializer_list<std::unique_ptr<Graph> (*)(const Graph&, const PassSettings&)> passes,
    std::int64_t replicas = 1) {
  auto graph = std::make_unique<Graph>();
  graph->set_output("y", build(*graph));
  for (const auto pass : passes) graph = pass(*graph, {.replicas = replicas});
  graph = remove_unused(*graph, {.replicas = replicas});
  return to_text(*graph);
}

Value x(Graph& graph) {
  return graph.input("x", {DType::f32, Shape{4, 3}});
}
Value w(Graph& graph) {
  return graph.variable("w", {DType::f32, Shape{3, 3}});
}
Value b(Graph& graph) {
  return graph.variable("b", {DType::f32, Shape{3}});
}

TEST(Simplify, XTimesOneIsX) {
  const auto plain = text_after([](Graph& g) { return x(g); }, {});
  EXPECT_EQ(text_after([](Graph& g) { return x(g) * 1.0; }, {simplify}), plain);
  EXPECT_EQ(text_after([](Graph& g) { return 1.0 * x(g); }, {simplify}), plain);
  EXPECT_EQ(text_after([](Graph& g) { return x(g) / 1.0; }, {simplify}), plain);
  EXPECT_EQ(text_after([](Graph& g) { return x(g) - 0.0; }, {simplify}), plain);
  EXPECT_EQ(text_after([](Graph& g) { return -(-x(g)); }, {simplify}), plain);
  EXPECT_NE(text_after([](Graph& g) { return x(g) * 2.0; }, {simplify}), plain);
}

TEST(Simplify, NothingThatChangesTheShapeIsDropped) {
  // 1 of shape [2, 4, 3] times x stretches x.
  const auto stretched = text_after(
      [](Graph& g) {
        return x(g) * ops::full(g, {2, 4, 3}, 1.0);
      },
      {simplify});
  EXPECT_NE(stretched.find("f32[2, 4, 3]"), std::string::npos) << stretched;
}

TEST(Simplify, StretchingBeforeAnElementwiseOpIsLeftToTheOp) {
  const Build implicit = [](Graph& g) {
    const Value a = x(g);
    return a + b(g);
  };
  const Build explicitly = [](Graph& g) {
    const Value a = x(g);
    return a + ops::broadcast_to(b(g), {4, 3});
  };
  EXPECT_EQ(text_after(explicitly, {simplify}), text_after(implicit, {}));
}

TEST(Simplify, TransposedFactorsBecomeFlags) {
  const Build flag = [](Graph& g) {
    const Value a = x(g);
    return ops::matmul(a, w(g), false, true);
  };
  const Build transposed = [](Graph& g) {
    const Value a = x(g);
    return ops::matmul(a, ops::transpose(w(g), {1, 0}));
  };
  EXPECT_EQ(text_after(transposed, {simplify}), text_after(flag, {}));
}

TEST(Simplify, ConstantsAreFolded) {
  const Build build = [](Graph& g) {
    const Value two = g.constant(Tensor::scalar(2.0));
    return x(g) * ops::exp(two * 3.0 - 6.0);
  };
  EXPECT_EQ(text_after(build, {simplify}), text_after([](Graph& g) { return x(g); }, {}));
}

TEST(MergeEqual, EqualNodesAreOne) {
  const Build twice = [](Graph& g) {
    const Value a = x(g);
    return ops::tanh(a) + ops::tanh(a);
  };
  const Build once = [](Graph& g) {
    const Value t = ops::tanh(x(g));
    return t + t;
  };
  EXPECT_EQ(text_after(twice, {merge_equal}), text_after(once, {}));
}

TEST(FuseMatmul, TakesBiasAndActivation) {
  const auto text =
      text_after([](Graph& g) { return ops::relu(ops::matmul(x(g), w(g)) + b(g)); }, {fuse_matmul});
  EXPECT_NE(text.find("fused_matmul"), std::string::npos) << text;
  EXPECT_NE(text.find("relu"), std::string::npos) << text;
  EXPECT_EQ(text.find("add"), std::string::npos) << text;
}

TEST(FuseMatmul, LeavesAProductThatIsReadTwice) {
  const Build build = [](Graph& g) {
    const Value product = ops::matmul(x(g), w(g));
    return ops::relu(product + b(g)) * product;
  };
  EXPECT_EQ(text_after(build, {fuse_matmul}).find("fused_matmul"), std::string::npos);
}

Value picture(Graph& graph) {
  return graph.input("x", {DType::f32, Shape{4, 2, 5, 5}});
}
/// A convolution of six filters.
Value convolved(Graph& graph, Value input) {
  return ops::conv(input, graph.variable("k", {DType::f32, Shape{6, 2, 3, 3}}));
}
/// One number for each filter.
Value along(Graph& graph, const char* name) {
  return ops::reshape(graph.variable(name, {DType::f32, Shape{6}}), {6, 1, 1});
}

TEST(FuseConv, TakesBiasAndActivation) {
  const auto text = text_after(
      [](Graph& g) { return ops::relu(convolved(g, picture(g)) + along(g, "b")); }, {fuse_conv});
  EXPECT_NE(text.find("fused_conv"), std::string::npos) << text;
  EXPECT_EQ(text.find("= relu"), std::string::npos) << text;
  EXPECT_EQ(text.find("= add"), std::string::npos) << text;
}

TEST(FuseConv, NormalisationByFixedNumbersGoesIntoTheKernel) {
  const Build build = [](Graph& g) {
    const Value z = convolved(g, picture(g)) - along(g, "mean");
    return ops::relu(z * along(g, "factor") + along(g, "beta"));
  };
  const auto text = text_after(build, {fuse_conv});
  EXPECT_NE(text.find("fused_conv"), std::string::npos) << text;
  // Nothing is left to do for each place of the result.
  EXPECT_EQ(text.find("[4, 6, 3, 3]"), text.rfind("[4, 6, 3, 3]")) << text;
}

TEST(FuseConv, LeavesWhatDependsOnTheBatch) {
  const Build build = [](Graph& g) {
    const Value z = convolved(g, picture(g));
    return z - ops::reduce_mean(z, {0, 2, 3}, true);
  };
  EXPECT_EQ(text_after(build, {fuse_conv}).find("fused_conv"), std::string::npos);
  const Build fed = [](Graph& g) {
    return convolved(g, picture(g)) * g.input("s", {DType::f32, Shape{6, 1, 1}}, false);
  };
  EXPECT_EQ(text_after(fed, {fuse_conv}).find("fused_conv"), std::string::npos);
}

TEST(FuseConv, LeavesWhatIsAddedAlongAnotherAxis) {
  const Build build = [](Graph& g) {
    return convolved(g, picture(g)) + g.variable("row", {DType::f32, Shape{3}});
  };
  EXPECT_EQ(text_after(build, {fuse_conv}).find("fused_conv"), std::string::npos);
}

TEST(FuseElementwise, JoinsAChainIntoOneNode) {
  const Build build = [](Graph& g) { return ops::tanh(ops::exp(x(g)) * 2.0 + b(g)); };
  const auto text = text_after(build, {fuse_elementwise});
  EXPECT_NE(text.find("exp mul add tanh"), std::string::npos) << text;
}

TEST(FuseElementwise, DoesNotJoinAroundANodeInBetween) {
  // exp(x) feeds a product and meets its result again: one node for both would need its own output.
  const Build build = [](Graph& g) {
    const Value e = ops::exp(x(g));
    return ops::matmul(e, w(g)) + e;
  };
  const auto text = text_after(build, {fuse_elementwise});
  EXPECT_EQ(text.find("exp add"), std::string::npos) << text;
}

TEST(FuseElementwise, GroupsThatNeedEachOtherThroughAThirdStayApart) {
  // {p, r} would need g, which needs {h, h * p}, which needs p.
  Graph graph;
  const Value h = ops::exp(x(graph));
  const Value g = ops::reduce_sum(h, {0});
  const Value p = ops::exp(b(graph));
  graph.set_output("product", h * p);
  graph.set_output("r", p + g);
  const auto fused = fuse_elementwise(graph, {});  // must end
  EXPECT_EQ(fused->outputs().size(), 2U);
}

TEST(Simplify, ATransposeThatChangesNothingIsNoTransposedOperand) {
  const Build build = [](Graph& g) {
    const Value weights = w(g);
    return ops::matmul(weights, ops::transpose(weights, {0, 1}));
  };
  const Build plain = [](Graph& g) {
    const Value weights = w(g);
    return ops::matmul(weights, weights);
  };
  EXPECT_EQ(text_after(build, {simplify, merge_equal}), text_after(plain, {merge_equal}));
}

TEST(Partition, SumsOverTheBatchBecomeOneAllReduce) {
  const Build build = [](Graph& g) {
    const Value y = ops::matmul(x(g), w(g));
    return ops::reduce_mean(y * y);
  };
  const auto text = text_after(build, {partition}, 2);
  EXPECT_NE(text.find("f32[2, 3]"), std::string::npos) << text;
  EXPECT_NE(text.find("all_reduce"), std::string::npos) << text;
  EXPECT_EQ(text.find("all_reduce"), text.rfind("all_reduce")) << text;
}

TEST(Partition, OpsThatMixRowsKeepOneReplica) {
  Graph graph;
  const Value a = x(graph);
  graph.set_output("y", ops::matmul(a, a, false, true));  // every row with every row
  EXPECT_EQ(possible_replicas(graph, 4), 1);
}

TEST(Partition, ASumMayBeReadRowByRow) {
  const Build build = [](Graph& g) {
    const Value rows = x(g);
    const Value product = ops::matmul(rows, ops::exp(rows), true, false);  // [3, 3]: a sum
    return ops::pad(product, {0, 0}, {1, 0}) * rows;                       // [4, 3]: row by row
  };
  const auto text = text_after(build, {partition}, 2);
  EXPECT_NE(text.find("replica_rows"), std::string::npos) << text;
}

TEST(Partition, WhatIsNotUsedDoesNotKeepTheGraphWhole) {
  Graph graph;
  const Value a = x(graph);
  graph.set_output("y", ops::exp(a));
  ops::matmul(a, a, false, true);
  EXPECT_EQ(run_passes(graph, {.replicas = 4}).replicas, 4);
}

TEST(Partition, AScalarHasNoRowsToDivide) {
  Graph graph;
  const Value scalar = graph.input("scalar", {DType::f32, Shape{}});
  graph.set_output("y", x(graph) * scalar);
  EXPECT_EQ(possible_replicas(graph, 4), 1);
  Graph scattered;
  const Value index = scattered.constant(Tensor(Shape{}, DType::i32));
  scattered.set_output("y", ops::scatter_add(index, x(scattered), 2));
  EXPECT_EQ(possible_replicas(scattered, 4), 1);
}

TEST(Passes, AnUnknownNameIsRefused) {
  Graph graph;
  graph.set_output("y", x(graph));
  const std::string names[] = {"simplfy"};
  EXPECT_THROW(run_passes(graph, {}, names), Error);
}

TEST(Passes, EachLeavesItsWorkUndoneWhenItIsSwitchedOff) {
  Graph graph;
  const Value image = graph.input("image", {DType::f32, Shape{4, 1, 5, 5}});
  const Value kernel = graph.variable("kernel", {DType::f32, Shape{2, 1, 3, 3}});
  const Value filters = graph.variable("filters", {DType::f32, Shape{2}});
  const Value features = ops::conv(image, kernel, {}) + ops::reshape(filters, {2, 1, 1});
  const Value a = x(graph);
  const Value weights = w(graph);
  const Value y = ops::relu(ops::matmul(a, weights) + b(graph));
  graph.set_output("features", ops::relu(features));
  graph.set_output("bytes", ops::matmul(nn::on_grid(a, {.step = 0.1, .zero_point = 10}),
                                        nn::kernel_on_grid(weights, 1)));
  graph.set_output("y", (y * 1.0) * ops::exp(a) + ops::exp(a));
  // The sum over replicas is folded into what reads it, and left unused.
  const Value v = graph.variable("v", {DType::f32, Shape{3}});
  graph.assign(v, v - ops::reduce_sum(a, {0}, false) * 0.1);
  const Value dy = graph.input("dy", {DType::f32, Shape{4, 2, 3, 3}});
  graph.set_output("dx", ops::conv_input_gradient(dy, kernel, {5, 5}));
  constexpr std::int64_t kMany = 1024;
  const Value wide = graph.input("wide", {DType::f32, Shape{4, kMany}});
  const Value many = graph.variable("many", {DType::f32, Shape{kMany * kMany}});
  const Value product = ops::matmul(wide, ops::exp(wide), true, false);
  graph.assign(many, many - ops::pack({product}, {0}, kMany * kMany) * 0.1);
  const PassSettings settings{
      .replicas = 2,
      .packed_width = 8,
      .byte_width = 8,
      .channel_block = [](const Node&) { return std::int64_t{2}; },
      .tiled_block =
          [](const Node& conv) {
            return std::int64_t{conv.op == &ops::kConvInputGradient ? 2 : 0};
          },
      .tiled_width = 8};
  const std::string all = to_text(*run_passes(graph, settings).graph);
  for (const Pass& pass : all_passes()) {
    if (pass.required) continue;
    const std::string off[] = {std::string(pass.name)};
    EXPECT_NE(to_text(*run_passes(graph, settings, off).graph), all) << pass.name;
  }
}

}  // namespace
}  // namespace ganglion::runtime

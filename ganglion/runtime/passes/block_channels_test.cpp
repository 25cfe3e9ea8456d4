#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "ganglion/core/rng.h"
#include "ganglion/graph/print.h"
#include "ganglion/kernels/onednn/blocked_conv.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::runtime {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Tensor noise(const Shape& shape, std::uint64_t stream) {
  Tensor tensor(shape);
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = 0.3F * static_cast<float>(random_normal(4, stream, i));
  }
  return tensor;
}

/// Two convolutions with a residual sum, pooling and the mean of all places; `y` is read row-major
/// in the middle, too.
void build_residual(Graph& graph, std::int64_t rows) {
  const auto kernel = [&](const char* name, std::int64_t filters, std::int64_t channels) {
    return graph.variable(name, {DType::f32, Shape{filters, channels, 3, 3}});
  };
  const ops::ConvOptions same = {.pads_before = {1, 1}, .pads_after = {1, 1}};
  const Value x = graph.input("x", {DType::f32, Shape{rows, 3, 10, 9}});
  const Value bias = graph.variable("bias", {DType::f32, Shape{16}});
  const Value first =
      ops::relu(ops::conv(x, kernel("k1", 16, 3), same) + ops::reshape(bias, {16, 1, 1}));
  const Value second = ops::conv(first, kernel("k2", 16, 16), same);
  const Value sum = ops::relu((first + second) * 0.5);
  const Value pooled = ops::max_pool(sum, {.window = {2, 2}, .strides = {2, 2}});
  graph.set_output("middle", sum);
  graph.set_output("y", ops::reduce_mean(pooled, {2, 3}));
}

struct BlockedRun {
  BlockedRun(std::int64_t rows, std::int64_t replicas, std::shared_ptr<FixedValues> fixed)
      : plan(made(rows, replicas, std::move(fixed))), x(noise({rows, 3, 10, 9}, 1)) {
    plan.bind("x", x);
    plan.bind("k1", k1);
    plan.bind("k2", k2);
    plan.bind("bias", bias);
    plan.run();
  }
  static Plan made(std::int64_t rows, std::int64_t replicas, std::shared_ptr<FixedValues> fixed) {
    Graph graph;
    build_residual(graph, rows);
    return Plan(graph, {.replicas = replicas, .fixed = std::move(fixed)});
  }
  Plan plan;
  Tensor x;
  Tensor k1 = noise({16, 3, 3, 3}, 2);
  Tensor k2 = noise({16, 16, 3, 3}, 3);
  Tensor bias = noise({16}, 4);
};

bool blocks_here() {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{1, 16, 4, 4}});
  const Value kernel = graph.input("kernel", {DType::f32, Shape{16, 16, 3, 3}});
  return kernels::onednn::channel_block(ops::conv(x, kernel).producer()) != 0;
}

TEST(BlockChannels, GivesWhatPlainLayoutsGive) {
  for (const std::int64_t rows : {1, 4, 6}) {
    for (const std::int64_t replicas : {1, 2}) {
      const BlockedRun blocked(rows, replicas, std::make_shared<FixedValues>());
      const BlockedRun plain(rows, replicas, nullptr);
      for (const char* output : {"middle", "y"}) {
        const Tensor got = blocked.plan.read(output);
        const Tensor expected = plain.plan.read(output);
        for (std::size_t i = 0; i < static_cast<std::size_t>(got.size()); ++i) {
          ASSERT_NEAR(got.values<float>()[i], expected.values<float>()[i], 1e-5F)
              << output << ", " << rows << " rows, element " << i;
        }
      }
    }
  }
}

TEST(BlockChannels, KeepsBlocksFromConvolutionToPooling) {
  if (!blocks_here()) GTEST_SKIP() << "no blocks here";
  const std::string text = to_text(BlockedRun(4, 1, std::make_shared<FixedValues>()).plan.graph());
  EXPECT_THAT(text, HasSubstr("blocked_conv"));
  EXPECT_THAT(text, HasSubstr("blocked_max_pool"));
  EXPECT_THAT(text, Not(HasSubstr("= max_pool")));
  EXPECT_THAT(to_text(BlockedRun(4, 1, nullptr).plan.graph()), Not(HasSubstr("blocked")));
}

/// Two convolutions of enough channels for Winograd's tiles, behind one that makes them.
struct WinogradRun {
  WinogradRun(std::int64_t rows, std::int64_t replicas, std::shared_ptr<FixedValues> fixed)
      : plan(made(rows, replicas, std::move(fixed))), x(noise({rows, 3, 9, 14}, 1)) {
    plan.bind("x", x);
    for (int i = 0; i < 3; ++i) plan.bind("k" + std::to_string(i), kernels[i]);
    plan.bind("bias", bias);
    plan.run();
  }
  static Plan made(std::int64_t rows, std::int64_t replicas, std::shared_ptr<FixedValues> fixed) {
    Graph graph;
    Value x = graph.input("x", {DType::f32, Shape{rows, 3, 9, 14}});
    const Value bias = ops::reshape(graph.variable("bias", {DType::f32, Shape{64}}), {64, 1, 1});
    for (std::int64_t i = 0; i < 3; ++i) {
      const Value kernel =
          graph.variable("k" + std::to_string(i), {DType::f32, Shape{64, i == 0 ? 3 : 64, 3, 3}});
      const std::int64_t pad = i < 2 ? 1 : 0;
      x = ops::relu(ops::conv(x, kernel, {.pads_before = {pad, pad}, .pads_after = {pad, pad}}) +
                    bias);
    }
    graph.set_output("y", x);
    return Plan(graph, {.replicas = replicas, .fixed = std::move(fixed)});
  }
  Plan plan;
  Tensor x;
  Tensor kernels[3] = {noise({64, 3, 3, 3}, 2), noise({64, 64, 3, 3}, 3), noise({64, 64, 3, 3}, 4)};
  Tensor bias = noise({64}, 5);
};

TEST(BlockChannels, WinogradGivesWhatPlainConvolutionsGive) {
  for (const std::int64_t rows : {1, 4, 6}) {
    for (const std::int64_t replicas : {1, 2}) {
      const Tensor got =
          WinogradRun(rows, replicas, std::make_shared<FixedValues>()).plan.read("y");
      const Tensor expected = WinogradRun(rows, replicas, nullptr).plan.read("y");
      float largest = 0.0F;
      for (const float value : expected.values<float>()) largest = std::max(largest, value);
      for (std::size_t i = 0; i < static_cast<std::size_t>(got.size()); ++i) {
        ASSERT_NEAR(got.values<float>()[i], expected.values<float>()[i], 1e-5F * largest)
            << rows << " rows, element " << i;
      }
    }
  }
}

TEST(BlockChannels, WinogradGivesTheSameBitsInAnyBatch) {
  const Tensor one = WinogradRun(1, 1, std::make_shared<FixedValues>()).plan.read("y");
  const WinogradRun six(6, 1, std::make_shared<FixedValues>());
  const Tensor many = six.plan.read("y");
  EXPECT_EQ(std::memcmp(one.data(), many.data(), one.bytes()), 0);
  if (!blocks_here()) GTEST_SKIP() << "no blocks here";
  EXPECT_THAT(to_text(six.plan.graph()), HasSubstr("winograd_conv"));
}

}  // namespace
}  // namespace ganglion::runtime

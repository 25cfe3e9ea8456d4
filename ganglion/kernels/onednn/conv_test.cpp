#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/run_kernel.h"

namespace ganglion::kernels {
namespace {

using support::drawn_tensor;
using support::run_kernel;

void expect_same_on_all_threads(const Node& node, const std::vector<Tensor>& inputs) {
  const Tensor alone = run_kernel(node, inputs);
  std::vector<Tensor> results(4);
  std::vector<std::thread> threads;
  for (Tensor& result : results) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) result = run_kernel(node, inputs);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Tensor& result : results) {
    EXPECT_EQ(std::memcmp(result.data(), alone.data(), alone.bytes()), 0) << node.op->name;
  }
}

// Made for several threads, some of oneDNN's primitives hang when others run beside them, and give
// other bits.
TEST(ConvKernels, GiveTheSameBitsOnAnyThread) {
  struct Problem {
    Shape x, kernel;
    std::int64_t stride;
  };
  for (const Problem& p :
       {Problem{{8, 16, 14, 14}, {32, 16, 3, 3}, 1}, Problem{{4, 3, 20, 20}, {16, 3, 5, 5}, 2},
        Problem{{8, 4, 64, 64}, {16, 4, 1, 1}, 2}}) {
    Graph graph;
    const Value x = graph.input("x", {DType::f32, p.x});
    const Value kernel = graph.input("kernel", {DType::f32, p.kernel});
    const ops::ConvOptions options{.strides = {p.stride, p.stride}};
    const Value y = ops::conv(x, kernel, options);
    const Value dy = graph.input("dy", y.type());
    const auto extents = [](const Shape& shape) {
      return std::vector<std::int64_t>(shape.begin() + 2, shape.end());
    };
    const Value dx = ops::conv_input_gradient(dy, kernel, extents(p.x), options);
    const Value dkernel = ops::conv_kernel_gradient(x, dy, extents(p.kernel), options);
    const Tensor a = drawn_tensor(p.x, 1), b = drawn_tensor(p.kernel, 2),
                 c = drawn_tensor(y.shape(), 3);
    expect_same_on_all_threads(y.producer(), {a, b});
    expect_same_on_all_threads(dx.producer(), {c, b});
    expect_same_on_all_threads(dkernel.producer(), {a, c});
  }
}

struct Fused {
  Shape x, kernel;
  std::int64_t groups = 1;
  const char* activation = "linear";
  bool biased = true;
};

/// The kernel's result, and the reference's.
std::pair<Tensor, Tensor> computed_twice(const Fused& p, float first) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, p.x});
  const Value kernel = graph.input("kernel", {DType::f32, p.kernel});
  const Value bias = graph.input("bias", {DType::f32, Shape{p.kernel[0]}});
  const Value plain = ops::conv(x, kernel, {.groups = p.groups});
  const Value y = ops::fused_conv(plain.producer(), x, kernel, p.biased ? bias : Value(),
                                  p.activation, 0.25, "y");
  std::vector<Tensor> inputs = {drawn_tensor(p.x, 1), drawn_tensor(p.kernel, 2)};
  inputs[0].values<float>()[0] = first;
  if (p.biased) inputs.push_back(drawn_tensor({p.kernel[0]}, 3));
  return {run_kernel(y.producer(), inputs), run_kernel(y.producer(), inputs, Choice::reference)};
}

// Those with many numbers are computed in parts of the batch.
TEST(FusedConv, AgreesWithTheReference) {
  for (const Fused& p :
       {Fused{.x = {2, 3, 7, 7}, .kernel = {5, 3, 3, 3}, .activation = "relu"},
        Fused{.x = {8, 16, 40, 40}, .kernel = {24, 16, 3, 3}, .activation = "tanh"},
        Fused{.x = {7, 8, 60, 60}, .kernel = {8, 1, 5, 5}, .groups = 8},
        Fused{.x = {6, 4, 3000}, .kernel = {9, 4, 5}, .activation = "leaky_relu"},
        Fused{.x = {5, 1, 90, 90}, .kernel = {4, 1, 3, 3}, .activation = "elu", .biased = false},
        // Few channels and blocks of filters, for which there may be a layout of their own.
        Fused{.x = {3, 1, 20, 20}, .kernel = {32, 1, 3, 3}, .activation = "relu"},
        Fused{.x = {2, 3, 100}, .kernel = {16, 3, 5}, .activation = "relu"},
        Fused{.x = {2, 4, 9, 9}, .kernel = {32, 2, 3, 3}, .groups = 2},
        Fused{.x = {1, 3, 9}, .kernel = {1, 3, 2}, .activation = "sigmoid"}}) {
    const auto [fast, reference] = computed_twice(p, 1.0F);
    const auto a = fast.values<float>();
    const auto b = reference.values<float>();
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_NEAR(a[i], b[i], 2e-5 * std::max(1.0F, std::abs(b[i]))) << p.activation << " at " << i;
    }
  }
}

TEST(ConvKernels, ADerivativeOfFewChannelsAgreesWithTheReference) {
  for (const std::int64_t channels : {1, 2, 3}) {
    Graph graph;
    const Value x = graph.input("x", {DType::f32, {4, channels, 15, 17}});
    const Value dy = graph.input("dy", {DType::f32, {4, 32, 13, 15}});
    const Node& node = ops::conv_kernel_gradient(x, dy, {3, 3}, {}).producer();
    const std::vector<Tensor> inputs = {drawn_tensor(x.shape(), 1), drawn_tensor(dy.shape(), 2)};
    const Tensor fast = run_kernel(node, inputs);
    const Tensor reference = run_kernel(node, inputs, Choice::reference);
    for (std::size_t i = 0; i < fast.values<float>().size(); ++i) {
      ASSERT_NEAR(fast.values<float>()[i], reference.values<float>()[i], 1e-3) << channels;
    }
  }
}

TEST(FusedConv, ReluLetsNaNThrough) {
  const Fused p{.x = {2, 3, 7, 7}, .kernel = {5, 3, 3, 3}, .activation = "relu"};
  const auto [fast, reference] = computed_twice(p, std::numeric_limits<float>::quiet_NaN());
  EXPECT_TRUE(std::isnan(fast.values<float>()[0]));
}

}  // namespace
}  // namespace ganglion::kernels

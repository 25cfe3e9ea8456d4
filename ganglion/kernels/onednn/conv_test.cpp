#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "ganglion/core/rng.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/ops/ops.h"

namespace ganglion::kernels {
namespace {

Tensor drawn(const Shape& shape, std::uint64_t stream) {
  Tensor tensor(shape);
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(1, stream, i));
  }
  return tensor;
}

/// Makes the kernel on this thread, runs it, and gives what it computed.
Tensor computed(const Node& node, const std::vector<Tensor>& inputs) {
  const Scope scope;
  const Made made = make(node);
  EXPECT_TRUE(made.name.starts_with("onednn:")) << made.name;
  std::vector<const void*> in;
  for (const Tensor& input : inputs) in.push_back(input.data());
  Tensor result(node.outputs[0].shape);
  void* out[] = {result.data()};
  const Tensor scratch(Shape{static_cast<std::int64_t>(made.kernel->scratch_bytes()) + 1},
                       DType::u8);
  made.kernel->run({.inputs = in.data(),
                    .outputs = out,
                    .scratch = const_cast<void*>(scratch.data()),
                    .replica = 0,
                    .begin = 0,
                    .end = 1});
  return result;
}

void expect_same_on_all_threads(const Node& node, const std::vector<Tensor>& inputs) {
  const Tensor alone = computed(node, inputs);
  std::vector<Tensor> results(4);
  std::vector<std::thread> threads;
  for (Tensor& result : results) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) result = computed(node, inputs);
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
    const Tensor a = drawn(p.x, 1), b = drawn(p.kernel, 2), c = drawn(y.shape(), 3);
    expect_same_on_all_threads(y.producer(), {a, b});
    expect_same_on_all_threads(dx.producer(), {c, b});
    expect_same_on_all_threads(dkernel.producer(), {a, c});
  }
}

}  // namespace
}  // namespace ganglion::kernels

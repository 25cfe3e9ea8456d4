#include "ganglion/nn/quantization.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::nn {
namespace {

using support::drawn_tensor;
using support::error_of;
using support::same_bits;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(QuantizedKernelOf, HasAGridForEachUnit) {
  const Tensor kernel = Tensor::of<float>({3, 2}, {1.27F, 0, -0.635F, 0, 0.004F, 0});
  const QuantizedKernel quantized = quantize_kernel(kernel, 1);
  EXPECT_THAT(std::vector<float>(quantized.steps.values<float>().begin(),
                                 quantized.steps.values<float>().end()),
              ElementsAre(1.27F / 127, 1.0F / 127));
  const auto points = quantized.points.values<std::uint8_t>();
  // -63.5 steps lie between two points; 0.4 steps are none.
  EXPECT_THAT(std::vector<int>(points.begin(), points.end()),
              ElementsAre(128 + 127, 128, testing::AnyOf(128 - 63, 128 - 64), 128, 128, 128));
}

TEST(QuantizedKernelOf, StaysAsItIsWhenItLiesOnItsGrid) {
  for (std::uint64_t stream = 0; stream < 200; ++stream) {
    const Tensor kernel = drawn_tensor({7, 3, 2}, stream);
    for (const int axis : {0, 1, 2}) {
      const Tensor once = kernel_of(quantize_kernel(kernel, axis), axis);
      EXPECT_TRUE(same_bits(kernel_of(quantize_kernel(once, axis), axis), once));
      const auto from = kernel.values<float>();
      const auto to = once.values<float>();
      for (std::size_t i = 0; i < from.size(); ++i) EXPECT_NEAR(from[i], to[i], 6.0 / 254);
    }
  }
}

TEST(QuantizedKernelOf, IsWhatTheGraphLeavesAsItIs) {
  for (const int axis : {0, 1}) {
    const Tensor kernel = kernel_of(quantize_kernel(drawn_tensor({40, 30}, 7), axis), axis);
    Graph graph;
    const Value value = kernel_on_grid(graph.constant(kernel), axis);
    const Tensor rounded = runtime::Evaluation(graph, {}).at(value);
    EXPECT_TRUE(same_bits(rounded, kernel));
  }
}

TEST(QuantizedKernelOf, RefusesWhatDoesNotFit) {
  const Tensor points = Tensor::of<std::uint8_t>({2, 2}, {1, 2, 3, 4});
  EXPECT_THAT(error_of([&] {
                kernel_of({points, Tensor::of<float>({3}, {1, 1, 1})}, 1);
              }),
              HasSubstr("step for each entry of axis 1"));
}

TEST(OnGrid, RoundsAndClips) {
  Graph graph;
  const Tensor x = Tensor::of<double>({6}, {-0.3, -0.1, 0.06, 0.149, 1.0, 100.0});
  const Value y = on_grid(graph.constant(x), {.step = 0.1, .zero_point = 2});
  const Tensor rounded = runtime::Evaluation(graph, {}).at(y);
  const auto values = rounded.values<double>();
  EXPECT_THAT(std::vector<double>(values.begin(), values.end()),
              ElementsAre(DoubleEq(-0.2), DoubleEq(-0.1), DoubleEq(0.1), DoubleEq(0.1),
                          DoubleEq(1.0), testing::DoubleNear(25.3, 1e-12)));
}

TEST(QuantizedLayer, IsKeptInARecord) {
  const Quantization grid{.step = 0.25, .zero_point = 7};
  const Network network({Input({4}), Layer(Dense{3}).quantized(grid), Dense{2}});
  const Network again(network.record());
  EXPECT_EQ(again.calls()[0].handle.quantization(), grid);
  EXPECT_EQ(again.calls()[1].handle.quantization(), std::nullopt);
  EXPECT_EQ(again.layout().parameter_count(), network.layout().parameter_count());
}

TEST(QuantizedLayer, RefusesWhatHasNoKernelAndWhatIsNoGrid) {
  EXPECT_THAT(error_of([] { Layer(Flatten{}).quantized({}); }), HasSubstr("can't be quantised"));
  EXPECT_THAT(error_of([] { Layer(Dense{2}).quantized({.step = -1.0}); }), HasSubstr("step"));
  EXPECT_THAT(error_of([] { Layer(Dense{2}).quantized({.step = NAN}); }), HasSubstr("step"));
  EXPECT_THAT(error_of([] { Layer(Dense{2}).quantized({.step = 1.0, .zero_point = 256}); }),
              HasSubstr("zero point 256"));
}

}  // namespace
}  // namespace ganglion::nn

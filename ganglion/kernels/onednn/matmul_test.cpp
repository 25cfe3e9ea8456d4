#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/onednn/primitive_matmul.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"
#include "tests/support/drawn_tensor.h"
#include "tests/support/run_kernel.h"

namespace ganglion::kernels {
namespace {

using support::drawn_tensor;
using support::run_kernel;

struct Sizes {
  std::int64_t rows, columns, inner;
  bool transpose_a = false, transpose_b = false;
};

const Node& product(Graph& graph, const Sizes& s, bool biased = false) {
  const auto matrix = [&](const char* name, std::int64_t rows, std::int64_t columns, bool turned) {
    return graph.input(name, {DType::f32, turned ? Shape{columns, rows} : Shape{rows, columns}});
  };
  const Value a = matrix("a", s.rows, s.inner, s.transpose_a);
  const Value b = matrix("b", s.inner, s.columns, s.transpose_b);
  const Value plain = ops::matmul(a, b, s.transpose_a, s.transpose_b);
  if (!biased) return plain.producer();
  const Value bias = graph.input("bias", {DType::f32, Shape{s.columns}});
  return ops::fused_matmul(plain.producer(), a, b, bias, "relu", 0.0, "y").producer();
}

// Sizes on both sides of those where oneDNN's primitive takes the place of its sgemm.
TEST(MatmulKernels, AgreeWithTheReferenceInEachForm) {
  for (const auto& [ta, tb] : {std::pair{false, false}, {true, false}, {false, true}}) {
    for (const Sizes& size : {Sizes{64, 10, 512}, Sizes{63, 130, 257}, Sizes{64, 8, 100},
                              Sizes{40, 900, 700}, Sizes{520, 512, 33}}) {
      for (const bool biased : {false, true}) {
        Graph graph;
        Sizes s = size;
        s.transpose_a = ta;
        s.transpose_b = tb;
        const Node& node = product(graph, s, biased);
        std::vector<Tensor> inputs;
        for (const Value& input : node.inputs) {
          inputs.push_back(drawn_tensor(input.shape(), inputs.size() + 1));
        }
        const Tensor fast = run_kernel(node, inputs, Choice::fastest);
        const Tensor reference = run_kernel(node, inputs, Choice::reference);
        const double sums = std::sqrt(static_cast<double>(s.inner));
        for (std::size_t i = 0; i < fast.values<float>().size(); ++i) {
          ASSERT_NEAR(fast.values<float>()[i], reference.values<float>()[i], 6e-6 * sums)
              << s.rows << " x " << s.columns << " x " << s.inner << (ta ? " a'" : "")
              << (tb ? " b'" : "") << " at " << i;
        }
      }
    }
  }
}

// The first sgemm of a process compiles code for 23 ms or more, which a network of ordinary size
// can do without.
TEST(MatmulKernels, ProductsOfAnOrdinaryLayerNeedNoSgemm) {
  Graph usual;
  if (!onednn::suits_primitive(product(usual, {64, 512, 784}))) {
    GTEST_SKIP() << "without AVX-512, oneDNN's primitives are its sgemm";
  }
  for (const auto& [ta, tb] : {std::pair{false, false}, {true, false}, {false, true}}) {
    Graph graph, small, large;
    EXPECT_TRUE(onednn::suits_primitive(product(graph, {512, 10, 128, ta, tb})));
    EXPECT_FALSE(onednn::suits_primitive(product(small, {32, 25, 64, ta, tb})));
    EXPECT_EQ(onednn::suits_primitive(product(large, {1024, 4096, 1024, ta, tb})), tb);
  }
}

}  // namespace
}  // namespace ganglion::kernels

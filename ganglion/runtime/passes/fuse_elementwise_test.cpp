#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/kernels/kernel.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::runtime {
namespace {

/// An element-wise op that the kernels of fused chains don't know.
class Halve : public Kernel {
 public:
  explicit Halve(std::int64_t size) : size_(size) {}
  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    auto* y = static_cast<float*>(arguments.outputs[0]);
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) y[i] = x[i] / 2;
  }
  std::int64_t extent() const override { return size_; }

 private:
  std::int64_t size_;
};

const OpDef kHalve = {
    .name = "halve",
    .infer = ops::rules::infer_unary,
    .place = ops::rules::place_elementwise,
    .elementwise = true,
    .make_kernel = [](const Node& node) -> std::unique_ptr<Kernel> {
      return std::make_unique<Halve>(node.outputs[0].shape.size());
    },
};

TEST(FuseElementwise, LeavesOutAnOpThatFusedKernelsDoNotKnow) {
  Graph graph;
  const Value x = graph.input("x", {DType::f32, Shape{40}});
  const Value before = ops::exp(x * 2.0 + 1.0);
  const Value halved = graph.add(kHalve, {before});
  graph.set_output("y", ops::tanh(halved) - before * 3.0);
  Plan plan(graph);
  Tensor numbers(Shape{40});
  for (std::size_t i = 0; i < 40; ++i) numbers.values<float>()[i] = static_cast<float>(i) / 40 - 1;
  plan.bind("x", numbers);
  plan.run();
  const Tensor y = plan.read("y");
  for (std::size_t i = 0; i < 40; ++i) {
    const float e = std::exp(2 * numbers.values<float>()[i] + 1);
    EXPECT_NEAR(y.values<float>()[i], std::tanh(e / 2) - 3 * e, 1e-5);
  }
  std::vector<std::string> kernels;
  for (const auto& call : plan.profile(1)) kernels.push_back(call.kernel);
  EXPECT_THAT(kernels,
              testing::ElementsAre("simd:fused_elementwise", "custom", "simd:fused_elementwise"));
}

TEST(FuseElementwise, FastKernelsKnowEachElementwiseOpOfTheLibrary) {
  for (const OpDef* op : ops::all_ops()) {
    EXPECT_TRUE(!op->elementwise || kernels::can_be_fused(*op)) << op->name;
  }
}

}  // namespace
}  // namespace ganglion::runtime

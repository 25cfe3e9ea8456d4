#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

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

/// As the penalties of a deep network's weights: made with the layers, read behind the loss.
TEST(FuseElementwise, JoinsWhatIsReadInOnePlaceHoweverLongTheRestIs) {
  Graph graph;
  const Value a = graph.input("a", {DType::f32, Shape{}});
  const Value penalty = a * 2.0;
  Value loss = graph.input("x", {DType::f32, Shape{}});
  for (int i = 0; i < 5000; ++i) loss = graph.add(kHalve, {loss});
  graph.set_output("y", loss + penalty);
  Plan plan(graph);
  plan.bind("a", Tensor::scalar(1.5));
  plan.bind("x", Tensor::scalar(7));
  plan.run();
  EXPECT_EQ(plan.read("y").values<float>()[0], 3.0F);
  const auto calls = plan.profile(1);
  EXPECT_EQ(std::ranges::count_if(calls, [](const auto& call) { return call.kernel != "custom"; }),
            1);
}

TEST(FuseElementwise, FastKernelsKnowEachElementwiseOpOfTheLibrary) {
  for (const OpDef* op : ops::all_ops()) {
    EXPECT_TRUE(!op->elementwise || kernels::can_be_fused(*op)) << op->name;
  }
}

}  // namespace
}  // namespace ganglion::runtime

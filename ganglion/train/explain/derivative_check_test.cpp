#include "ganglion/train/explain/derivative_check.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "ganglion/core/file.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/train/explain/own_numbers.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

DerivativeCheck checked_own(const OwnNumbers& numbers, const DerivativeCheckOptions& options = {}) {
  const OwnNetwork own = own_network(numbers);
  return check_derivatives(own.model, own.row, own.options, options);
}

std::string written(const support::ScratchFolder& folder, const std::string& text) {
  write_file_atomically(folder / "w.json", text);
  return folder / "w.json";
}

TEST(DerivativeCheck, WSquaredIsThatOfTheNotes) {
  const support::ScratchFolder folder;
  const DerivativeCheck check =
      checked_own({.network = "dense 1 bias=false",
                   .input = {1},
                   .target = {0},
                   .weights = written(folder, R"({"dense": {"kernel": [[3]]}})")});
  EXPECT_EQ(check.at_row, 9.0);
  ASSERT_EQ(check.all, 2);
  const CheckedDerivative& w = check.derivatives[0];
  EXPECT_EQ(w.name, "dense/kernel[0, 0]");
  EXPECT_EQ(w.derivative, 6.0);
  EXPECT_NEAR(w.difference, 6.0, 1e-9);
  EXPECT_NEAR(w.change, 0.006001, 1e-12) << "3.001^2 - 9, which f32 doesn't hold";
  EXPECT_EQ(check.failures(), 0);
}

TEST(DerivativeCheck, AllWeightsOfManyKindsOfLayersAgree) {
  for (const char* network :
       {"dense 3 tanh; dense 2 sigmoid; dense 1", "dense 4 gelu; layernorm; dense 1 softplus",
        "reshape 1x2x4; conv2d 2 2x2 relu; flatten; dense 1", "dense 5 relu l2=0.01; dense 1"}) {
    const DerivativeCheck check = checked_own({.network = network,
                                               .input = {0.3, -1.2, 0.7, 2, -0.4, 1.1, 0.2, -0.9},
                                               .target = {0.5},
                                               .loss = "mse",
                                               .seed = 3});
    EXPECT_EQ(check.failures(), 0) << to_text(check);
    EXPECT_GT(check.all, 8);
  }
}

/// y = x, with a derivative that is wrong: 1.01.
std::vector<Value> wrong_gradient(const Node& /*node*/, std::span<const Value> dy) {
  return {dy[0] * 1.01};
}

class CopyKernel : public Kernel {
 public:
  explicit CopyKernel(std::int64_t size) : size_(size) {}
  void run(const KernelArguments& arguments) override {
    const auto* x = static_cast<const double*>(arguments.inputs[0]);
    std::copy(x + arguments.begin, x + arguments.end,
              static_cast<double*>(arguments.outputs[0]) + arguments.begin);
  }
  std::int64_t extent() const override { return size_; }

 private:
  std::int64_t size_;
};

std::unique_ptr<Kernel> make_copy(const Node& node) {
  return std::make_unique<CopyKernel>(node.outputs[0].shape.size());
}

const OpDef kWrong = {.name = "wrong",
                      .infer = ops::rules::infer_unary,
                      .gradient = wrong_gradient,
                      .make_kernel = make_copy,
                      .types = {DType::f32, DType::f64}};

struct WrongLayer {
  Value build(nn::GraphBuilder& /*builder*/, Value x) const { return x.graph->add(kWrong, {x}); }
};

TEST(DerivativeCheck, AWrongDerivativeIsFound) {
  Sequential model({nn::Input({1}), nn::Dense{1}, WrongLayer{}});
  model.compile({.loss = nn::MeanSquaredError{}});
  model.set_weight("dense/kernel", Tensor::of<float>({1, 1}, {2}));
  data::Dataset row;
  row.features = Tensor::of<float>({1, 1}, {3});
  row.targets = Tensor::of<float>({1}, {1});
  const DerivativeCheck check = check_derivatives(model, row);
  EXPECT_EQ(check.failures(), 3) << "kernel, bias and input lie behind it";
  EXPECT_NEAR(check.derivatives[0].relative, 0.01 / 1.01, 1e-6);
  EXPECT_FALSE(check.derivatives[0].kink);
  const std::string text = to_text(check);
  EXPECT_THAT(text, HasSubstr("DIFFERS"));
  EXPECT_THAT(text, HasSubstr("3 of 3 derivatives differ (by more than 0.0001)"));
  EXPECT_EQ(to_json(check).integer("differ"), 3);
}

TEST(DerivativeCheck, AtAKinkAnySlopeBetweenBothSidesIsOne) {
  const support::ScratchFolder folder;
  const std::string weights = written(folder, R"({"dense": {"kernel": [[2]], "bias": [8]}})");
  // z = 2 (-4) + 8 = 0; J = (relu(z) - 2)^2 has the slopes 0 and 2 (0 - 2) by z.
  const DerivativeCheck at_kink =
      checked_own({.network = "dense 1 relu", .input = {-4}, .target = {2}, .weights = weights});
  EXPECT_EQ(at_kink.kinks(), 3);
  EXPECT_EQ(at_kink.failures(), 0);
  EXPECT_NEAR(at_kink.derivatives[1].slope_above, -4.0, 1e-3);
  EXPECT_NEAR(at_kink.derivatives[1].slope_below, 0.0, 1e-3);
  EXPECT_THAT(to_text(at_kink), HasSubstr("3 at a kink"));
  // A kink within the first step, but not at the place itself, is none.
  const DerivativeCheck near_kink = checked_own(
      {.network = "dense 1 relu", .input = {-3.99999}, .target = {2}, .weights = weights});
  EXPECT_EQ(near_kink.kinks() + near_kink.failures(), 0) << to_text(near_kink);
  EXPECT_THAT(to_text(near_kink), Not(HasSubstr("kink")));
}

TEST(DerivativeCheck, SlopesBelowTheRoundingOfDoublesAgree) {
  const support::ScratchFolder folder;
  const std::string weights = written(folder, R"({"dense": {"kernel": [[1e-17]], "bias": [3]}})");
  // dJ/dx = 2 (3 - 1) 1e-17, which no difference of numbers around 4 can show.
  const DerivativeCheck check =
      checked_own({.network = "dense 1", .input = {1}, .target = {1}, .weights = weights});
  EXPECT_EQ(check.failures(), 0);
  EXPECT_DOUBLE_EQ(check.derivatives[2].derivative, 4e-17);
  EXPECT_LT(check.derivatives[2].relative, 1e-9);
}

TEST(DerivativeCheck, OfManyDerivativesSomeEvenlySpacedAreCompared) {
  const DerivativeCheck check = checked_own(
      {.network = "dense 30 tanh; dense 1", .input = {1, 2}, .target = {1}}, {.most = 50});
  EXPECT_EQ(check.all, 2 * 30 + 30 + 30 + 1 + 2);
  EXPECT_GT(check.derivatives.size(), 30U);
  EXPECT_LE(check.derivatives.size(), 50U);
  EXPECT_THAT(to_text(check), HasSubstr(" evenly spaced of 123"));
}

}  // namespace
}  // namespace ganglion::train

#include <hwy/targets.h>

#include "ganglion/kernels/simd/testing_test.h"

/// The kernels for other instruction sets than the best one of this machine: the other tests only
/// see that one.
namespace ganglion::kernels::simd {
namespace {

class Restricted : public ::testing::TestWithParam<std::int64_t> {
 protected:
  void SetUp() override {
    if ((hwy::SupportedTargets() & GetParam()) == 0) GTEST_SKIP() << "not on this machine";
    choose(GetParam());
  }
  void TearDown() override { choose(0); }

 private:
  /// 0 stands for all.
  static void choose(std::int64_t targets) {
    hwy::SetSupportedTargetsForTest(targets);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  }
};

Tensor many_scales() {
  Tensor x = random_tensor(Shape{1003}, 7, -1.0, 1.0);
  auto values = x.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] *= static_cast<float>(std::pow(10.0, static_cast<double>(i % 9) - 6.0));
  }
  const float inf = std::numeric_limits<float>::infinity();
  const float specials[] = {0.0F, -0.0F, inf, -inf, std::nanf(""), 88.72F, 88.73F, -103.0F, 1e-42F};
  std::copy(std::begin(specials), std::end(specials), values.begin());
  return x;
}

TEST_P(Restricted, FunctionsAgree) {
  using Unary = Value (*)(Value);
  for (Unary op : {ops::exp, ops::expm1, ops::log, ops::log1p, ops::tanh, ops::sigmoid, ops::erf,
                   ops::softplus, ops::sqrt, ops::relu, ops::sign}) {
    expect_agrees([op](Graph&, const auto& x) { return op(x[0]); }, {many_scales()}, 1e-6);
  }
}

TEST_P(Restricted, ProgramsAgree) {
  const std::vector<Tensor> inputs = {random_tensor(Shape{77, 13}, 1), random_tensor(Shape{13}, 2),
                                      random_tensor(Shape{77, 1}, 3), Tensor::scalar(0.7)};
  expect_agrees(
      [](Graph& g, const auto& x) {
        return ops::fused_elementwise(g, x,
                                      {{&ops::kMul, {0, 1}, 0},
                                       {&ops::kAdd, {4, 2}, 0},
                                       {&ops::kSub, {5, 3}, 0},
                                       {&ops::kGreater, {6, 0}, 0},
                                       {&ops::kSelect, {7, 5, 6}, 0}},
                                      {6, 8}, {}, x[0].shape(), "program")
            .output();
      },
      inputs, 2e-6, 1e-6);
}

TEST_P(Restricted, RowsAgree) {
  const Tensor x = random_tensor(Shape{41, 19}, 1, -20.0, 20.0);
  expect_agrees([](Graph&, const auto& v) { return ops::softmax(v[0]); }, {x}, 5e-6);
  expect_agrees([](Graph&, const auto& v) { return ops::log_softmax(v[0]); }, {x}, 1e-6, 1e-15);
  for (const auto& axes : std::vector<std::vector<int>>{{0}, {1}, {}}) {
    expect_agrees([&](Graph&, const auto& v) { return ops::reduce_sum(v[0], axes); }, {x}, 1e-7);
  }
  expect_agrees([](Graph&, const auto& v) { return ops::reduce_max(v[0], {1}); }, {x}, 0.0);
}

TEST_P(Restricted, MasksAreTheSame) {
  const std::vector<Tensor> inputs = {Tensor(Shape{999}), Tensor::scalar(3.0)};
  Graph graph;
  const Value mask = ops::dropout_mask(graph.input("x", {DType::f32, Shape{999}}),
                                       graph.input("step", {DType::f32, Shape{}}), 0.4, 1, 2);
  const Made fast = make(mask.producer());
  const Made slow = make(mask.producer(), Choice::reference);
  expect_same_bits(run_kernel(mask.producer(), *fast.kernel, pointers_of(inputs)),
                   run_kernel(mask.producer(), *slow.kernel, pointers_of(inputs)));
}

INSTANTIATE_TEST_SUITE_P(Simd, Restricted, ::testing::Values(HWY_SCALAR, HWY_AVX2, HWY_AVX3),
                         [](const auto& test) { return std::string(hwy::TargetName(test.param)); });

}  // namespace
}  // namespace ganglion::kernels::simd

#include "ganglion/kernels/simd/testing_test.h"

namespace ganglion::kernels::simd {
namespace {

using Unary = Value (*)(Value);
using Binary = Value (*)(Value, Value);

/// Values on all scales: 10^-6 ... 10^2 of both signs, and the special ones.
Tensor all_scales() {
  Tensor x = random_tensor(Shape{4000}, 7, -1.0, 1.0);
  auto values = x.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] *= static_cast<float>(std::pow(10.0, static_cast<double>(i % 9) - 6.0));
  }
  std::copy(kSpecials.begin(), kSpecials.end(), values.begin());
  return x;
}

void check_unary(Unary op, double relative = 5e-7) {
  expect_agrees([op](Graph&, const auto& x) { return op(x[0]); }, {all_scales()}, relative);
}

TEST(SimdElementwise, ExponentialsAgreeOnAllScales) {
  check_unary(ops::exp);
  check_unary(ops::expm1);
  check_unary(ops::sigmoid);
  check_unary(ops::tanh);
  check_unary(ops::softplus);
}

TEST(SimdElementwise, LogarithmsAgreeOnAllScales) {
  check_unary(ops::log);
  check_unary(ops::log1p);
}

TEST(SimdElementwise, ErfAgreesOnAllScales) {
  check_unary(ops::erf);
}

TEST(SimdElementwise, SimpleFunctionsAgreeOnAllScales) {
  for (Unary op : {ops::neg, ops::abs, ops::sign, ops::sqrt, ops::relu, ops::stop_gradient}) {
    check_unary(op, 1e-7);
  }
  expect_agrees([](Graph&, const auto& x) { return ops::leaky_relu(x[0], 0.1); }, {all_scales()});
  expect_agrees([](Graph&, const auto& x) { return ops::elu(x[0], 0.7); }, {all_scales()});
}

TEST(SimdElementwise, BinaryOpsAgreeOnSpecialValues) {
  // Every special value against every other.
  const auto n = static_cast<std::int64_t>(kSpecials.size());
  Tensor a(Shape{n * n});
  Tensor b(Shape{n * n});
  for (std::size_t i = 0; i < kSpecials.size() * kSpecials.size(); ++i) {
    a.values<float>()[i] = kSpecials[i / kSpecials.size()];
    b.values<float>()[i] = kSpecials[i % kSpecials.size()];
  }
  for (Binary op : {ops::add, ops::sub, ops::mul, ops::div, ops::maximum, ops::minimum,
                    ops::greater, ops::equal}) {
    expect_agrees([op](Graph&, const auto& x) { return op(x[0], x[1]); }, {a, b}, 1e-6);
  }
}

TEST(SimdElementwise, SigmoidCrossEntropyIsExactForLargeLogits) {
  const Tensor x = Tensor::of<float>(Shape{6}, {1e4F, -1e4F, 30.0F, -30.0F, 0.0F, 1.5F});
  const Tensor t = Tensor::of<float>(Shape{6}, {1.0F, 0.0F, 1.0F, 0.0F, 0.5F, 0.0F});
  expect_agrees([](Graph&, const auto& v) { return ops::sigmoid_cross_entropy(v[0], v[1]); },
                {x, t}, 5e-7);
}

TEST(SimdElementwise, BroadcastsInEveryWayThatAppears) {
  const Shape shapes[][2] = {
      {{37, 10}, {10}},           {{37, 10}, {37, 1}}, {{3, 700}, {700}},    {{700, 3}, {700, 1}},
      {{5, 1300}, {1, 1300}},     {{37, 10}, {}},      {{2, 3, 50}, {3, 1}}, {{4, 3, 5}, {3, 5}},
      {{2, 3, 4, 60}, {3, 1, 1}}, {{1}, {1}},          {{513}, {1}},         {{2000}, {}},
      {{2, 5, 7}, {2, 1, 1}},     {{1, 600}, {1, 1}}};
  for (const auto& pair : shapes) {
    SCOPED_TRACE(pair[0].to_string() + " " + pair[1].to_string());
    const std::vector<Tensor> inputs = {random_tensor(pair[0], 1), random_tensor(pair[1], 2)};
    expect_agrees([](Graph&, const auto& x) { return ops::sub(x[0], x[1]); }, inputs, 1e-6, 1e-6);
    expect_agrees([](Graph&, const auto& x) { return ops::div(x[0], x[1]); },
                  {inputs[1], inputs[0]}, 1e-6);
  }
}

TEST(SimdElementwise, BroadcastToAgrees) {
  expect_agrees(
      [](Graph&, const auto& x) {
        return ops::broadcast_to(x[0], Shape{65, 30});
      },
      {random_tensor(Shape{65, 1}, 3)}, 0.0);
  expect_agrees([](Graph&, const auto& x) { return ops::broadcast_to(x[0], Shape{900}); },
                {random_tensor(Shape{}, 3)}, 0.0);
}

TEST(SimdElementwise, PowersAgree) {
  for (double exponent : {2.0, 1.0, 0.5, -0.5, -1.0, 3.0, 0.3}) {
    expect_agrees(
        [exponent](Graph&, const auto& x) {
          return ops::pow(x[0], ops::scalar_like(x[0], exponent));
        },
        {random_tensor(Shape{70}, 4, 0.01, 9.0), Tensor::scalar(exponent)}, 5e-7);
  }
}

TEST(SimdElementwise, DeclinesOtherTypesAndLayouts) {
  Graph graph;
  const Value a = graph.input("a", {DType::f64, Shape{4}});
  EXPECT_EQ(make(ops::exp(a).producer()).name, "reference:exp");
  const Value b = graph.input("b", {DType::f32, Shape{2, 3, 4}});
  const Value c = graph.input("c", {DType::f32, Shape{2, 1, 4}});
  EXPECT_EQ(make(ops::add(b, c).producer()).name, "reference:add");
}

}  // namespace
}  // namespace ganglion::kernels::simd

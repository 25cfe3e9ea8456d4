#include "ganglion/kernels/simd/testing_test.h"

namespace ganglion::kernels::simd {
namespace {

const std::vector<Shape> kMatrices = {{32, 10},  {1, 1},    {5, 1},    {3, 16},      {7, 17},
                                      {128, 33}, {2, 1000}, {70, 257}, {2, 3, 4, 19}};

Tensor labels_for(const Shape& logits, std::int64_t classes) {
  Tensor labels(logits.without(logits.rank() - 1), DType::i32);
  std::uint64_t i = 0;
  for (auto& label : labels.values<std::int32_t>()) {
    label = static_cast<std::int32_t>(random_bits(5, 6, i++) % static_cast<std::uint32_t>(classes));
  }
  return labels;
}

TEST(SimdSoftmax, AgreesWithTheReference) {
  for (const Shape& shape : kMatrices) {
    SCOPED_TRACE(shape.to_string());
    for (double scale : {1.0, 30.0, 1e4}) {
      const Tensor x = random_tensor(shape, 1, -scale, scale);
      expect_agrees([](Graph&, const auto& v) { return ops::softmax(v[0]); }, {x}, 1e-5);
      // What is nearly 0 is exact here, where a sum in double holds no more than 1 + 2e-16.
      expect_agrees([](Graph&, const auto& v) { return ops::log_softmax(v[0]); }, {x}, 1e-6, 1e-15);
      expect_agrees([](Graph&, const auto& v) { return ops::softmax_cross_entropy(v[0], v[1]); },
                    {x, labels_for(shape, shape[-1])}, 1e-6, 1e-15);
    }
  }
}

TEST(SimdSoftmax, WhatARowGivesDoesNotDependOnItsPlace) {
  for (const std::int64_t columns : {1, 2, 10, 16, 17}) {
    const Tensor all = random_tensor(Shape{21, columns}, 4, -3.0, 3.0);
    const auto softmax = [](Graph&, const auto& v) { return ops::softmax(v[0]); };
    const auto log_softmax = [](Graph&, const auto& v) { return ops::log_softmax(v[0]); };
    const Tensor together = run_fast(softmax, {all})[0];
    const Tensor logs = run_fast(log_softmax, {all})[0];
    for (std::int64_t row = 0; row < 21; ++row) {
      const std::int64_t index[] = {row};
      const Tensor one = all.rows(index);
      const auto same = [&](const Tensor& whole, const Tensor& alone) {
        return std::memcmp(whole.rows(index).data(), alone.data(), alone.bytes()) == 0;
      };
      EXPECT_TRUE(same(together, run_fast(softmax, {one})[0])) << row << " of " << columns;
      EXPECT_TRUE(same(logs, run_fast(log_softmax, {one})[0])) << row << " of " << columns;
    }
  }
}

TEST(SimdSoftmax, TheLossOfASurePredictionKeepsItsDigits) {
  // log(1 + 9 e^-15): a sum of exponentials in f32 would keep two digits of it.
  Tensor x(Shape{1, 10});
  x.values<float>()[4] = 15.0F;
  const auto loss =
      run_fast([](Graph&, const auto& v) { return ops::softmax_cross_entropy(v[0], v[1]); },
               {x, Tensor::of<std::int32_t>(Shape{1}, {4})});
  EXPECT_NEAR(loss[0].values<float>()[0] / std::log1p(9.0 * std::exp(-15.0)), 1.0, 1e-6);
}

TEST(SimdSoftmax, NotANumberSpreadsAndUnknownLabelsAreInfinitelyWrong) {
  Tensor x(Shape{3, 20});
  x.values<float>()[25] = std::numeric_limits<float>::quiet_NaN();
  const auto loss =
      run_fast([](Graph&, const auto& v) { return ops::softmax_cross_entropy(v[0], v[1]); },
               {x, Tensor::of<std::int32_t>(Shape{3}, {20, 3, -1})});
  EXPECT_TRUE(std::isinf(loss[0].values<float>()[0]));
  EXPECT_TRUE(std::isnan(loss[0].values<float>()[1]));
  EXPECT_TRUE(std::isinf(loss[0].values<float>()[2]));
  const auto p = run_fast([](Graph&, const auto& v) { return ops::softmax(v[0]); }, {x});
  EXPECT_FLOAT_EQ(p[0].values<float>()[0], 0.05F);
  EXPECT_TRUE(std::isnan(p[0].values<float>()[20]));
}

TEST(SimdReduce, SumsAgreeOverEveryUsualSetOfAxes) {
  for (const Shape& shape : kMatrices) {
    SCOPED_TRACE(shape.to_string());
    const Tensor x = random_tensor(shape, 2, -1.0, 3.0);
    for (const auto& axes : std::vector<std::vector<int>>{{0}, {-1}, {}}) {
      expect_agrees([&](Graph&, const auto& v) { return ops::reduce_sum(v[0], axes); }, {x}, 1e-7);
      expect_agrees([&](Graph&, const auto& v) { return ops::reduce_sum(v[0], axes, true); }, {x},
                    1e-7);
    }
  }
  const Tensor image = random_tensor(Shape{3, 4, 5, 67}, 3, -1.0, 3.0);
  for (const auto& axes :
       std::vector<std::vector<int>>{{0, 2, 3}, {0, 1, 2}, {2, 3}, {1}, {1, 2}}) {
    expect_agrees([&](Graph&, const auto& v) { return ops::reduce_sum(v[0], axes); }, {image},
                  1e-7);
  }
}

TEST(SimdReduce, ALongSumKeepsItsDigits) {
  Tensor x(Shape{100000, 3});
  for (float& value : x.values<float>()) value = 0.1F;
  const auto sum = run_fast([](Graph&, const auto& v) { return ops::reduce_sum(v[0], {0}); }, {x});
  EXPECT_FLOAT_EQ(sum[0].values<float>()[1], 100000.0F * 0.1F);
}

TEST(SimdReduce, MaximaAgree) {
  for (const Shape& shape : kMatrices) {
    SCOPED_TRACE(shape.to_string());
    const Tensor x = random_tensor(shape, 4);
    expect_agrees([](Graph&, const auto& v) { return ops::reduce_max(v[0], {-1}); }, {x}, 0.0);
    expect_agrees([](Graph&, const auto& v) { return ops::reduce_max(v[0]); }, {x}, 0.0);
  }
}

}  // namespace
}  // namespace ganglion::kernels::simd

#include "ganglion/core/arithmetic/tensor_math.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "tests/support/error_of.h"

namespace ganglion {
namespace {

using support::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(TensorMath, StretchesShapesAsNumPyDoes) {
  const Tensor column = Tensor::of<float>({2, 1}, {1, 2});
  const Tensor row = Tensor::of<float>({3}, {10, 20, 40});
  EXPECT_EQ((column + row).shape(), (Shape{2, 3}));
  EXPECT_THAT((column + row).values<float>(), ElementsAre(11, 21, 41, 12, 22, 42));
  EXPECT_THAT((column - row).values<float>(), ElementsAre(-9, -19, -39, -8, -18, -38));
  EXPECT_THAT((row * column).values<float>(), ElementsAre(10, 20, 40, 20, 40, 80));
  EXPECT_THAT((row / column).values<float>(), ElementsAre(10, 20, 40, 5, 10, 20));
  // [2, 1, 2] and [3, 1] to [2, 3, 2].
  const Tensor a = Tensor::of<double>({2, 1, 2}, {1, 2, 3, 4});
  const Tensor b = Tensor::of<double>({3, 1}, {0, 10, 20});
  EXPECT_THAT((a + b).values<double>(), ElementsAre(1, 2, 11, 12, 21, 22, 3, 4, 13, 14, 23, 24));
  EXPECT_EQ((Tensor({0, 3}) + row).shape(), (Shape{0, 3}));
}

TEST(TensorMath, TakesNumbersOnBothSides) {
  const Tensor x = Tensor::of<float>({2}, {1, 4});
  EXPECT_THAT((x + 1).values<float>(), ElementsAre(2, 5));
  EXPECT_THAT((1 - x).values<float>(), ElementsAre(0, -3));
  EXPECT_THAT((x * 0.5).values<float>(), ElementsAre(0.5F, 2));
  EXPECT_THAT((2 / x).values<float>(), ElementsAre(2, 0.5F));
  EXPECT_THAT((x / 0).values<float>(), ElementsAre(std::numeric_limits<float>::infinity(),
                                                   std::numeric_limits<float>::infinity()));
  EXPECT_EQ((x.cast(DType::f64) - 0.1).values<double>()[0], 1 - 0.1);
}

TEST(TensorMath, ReducesInDouble) {
  const Tensor x = Tensor::of<float>({2, 2}, {1, 2, 3, 6});
  EXPECT_EQ(sum(x), 12);
  EXPECT_EQ(mean(x), 3);
  EXPECT_EQ(standard_deviation(x), std::sqrt(3.5));  // (4 + 1 + 0 + 9) / 4
  // In f32 one after the other, 2^24 + 1 would stay 2^24.
  EXPECT_EQ(sum(Tensor::of<float>({3}, {16777216, 1, 1})), 16777218);
  EXPECT_EQ(sum(Tensor({0})), 0);
  EXPECT_TRUE(std::isnan(mean(Tensor({0}))));
}

TEST(TensorMath, FindsTheLargestOfEachRow) {
  const Tensor x = Tensor::of<float>({3, 2}, {1, 2, 5, 4, 7, 7});
  EXPECT_THAT(argmax_rows(x).values<std::int32_t>(), ElementsAre(1, 0, 0));
  EXPECT_EQ(argmax_rows(Tensor({0, 4})).size(), 0);
}

TEST(TensorMath, ComputesFunctions) {
  const Tensor x = Tensor::of<float>({3}, {-1, 0, 4});
  EXPECT_THAT((-x).values<float>(), ElementsAre(1, 0, -4));
  EXPECT_THAT(abs(x).values<float>(), ElementsAre(1, 0, 4));
  EXPECT_THAT(square(x).values<float>(), ElementsAre(1, 0, 16));
  EXPECT_THAT(exp(x).values<float>(), ElementsAre(std::exp(-1.0F), 1, std::exp(4.0F)));
  EXPECT_THAT(log(x + 2).values<float>(), ElementsAre(0, std::log(2.0F), std::log(6.0F)));
  EXPECT_THAT(sqrt(abs(x)).values<float>(), ElementsAre(1, 0, 2));
  EXPECT_THAT(sin(x).values<float>(), ElementsAre(std::sin(-1.0F), 0, std::sin(4.0F)));
  EXPECT_THAT(cos(x.cast(DType::f64)).values<double>(),
              ElementsAre(std::cos(-1.0), 1, std::cos(4.0)));
  EXPECT_THROW(exp(Tensor({1}, DType::i32)), Error);
}

TEST(TensorMath, Compares) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Tensor x = Tensor::of<float>({4}, {1, 2, 3, nan});
  EXPECT_THAT((x > 2).values<float>(), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT((x < 2).values<float>(), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT((x >= 2).values<float>(), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT((x <= 2).values<float>(), ElementsAre(1, 1, 0, 0));
  EXPECT_THAT((x < Tensor::of<float>({2, 1}, {3, 1})).values<float>(),
              ElementsAre(1, 1, 0, 0, 0, 0, 0, 0));
  const Tensor two = Tensor::of<float>({1}, {2});
  EXPECT_THAT(maximum(x, two).rows(0, 3).values<float>(), ElementsAre(2, 2, 3));
  EXPECT_THAT(minimum(two, x).rows(0, 3).values<float>(), ElementsAre(1, 2, 2));
  for (const Tensor& either : {maximum(x, two), maximum(two, x), minimum(x, two), minimum(two, x)})
    EXPECT_TRUE(std::isnan(either.at({3})));
}

TEST(TensorMath, CountsAndJoins) {
  EXPECT_THAT(arange(3).values<float>(), ElementsAre(0, 1, 2));
  EXPECT_EQ(arange(0).size(), 0);
  EXPECT_THROW(arange(-1), Error);
  EXPECT_THROW(arange((std::int64_t{1} << 24) + 1), Error);
  const Tensor a = Tensor::of<std::int32_t>({2, 2}, {1, 2, 3, 4});
  const Tensor b = Tensor::of<std::int32_t>({2, 1}, {5, 6});
  EXPECT_THAT(concat({a, b}, 1).values<std::int32_t>(), ElementsAre(1, 2, 5, 3, 4, 6));
  EXPECT_THAT(concat({a, b, a}, -1).rows(1, 1).values<std::int32_t>(), ElementsAre(3, 4, 6, 3, 4));
  EXPECT_THAT(concat({a, a.rows(1, 1)}, 0).values<std::int32_t>(), ElementsAre(1, 2, 3, 4, 3, 4));
  EXPECT_EQ(concat({Tensor({0, 2}), Tensor({0, 1})}, 1).shape(), (Shape{0, 3}));
  EXPECT_EQ(error_of([&] {
              concat({a, b}, 0);
            }),
            "concat along axis 0: i32[2, 2] and i32[2, 1] don't fit together");
  EXPECT_THROW(concat({a, b.cast(DType::f32)}, 1), Error);
  EXPECT_THROW(concat({a, Tensor({2}, DType::i32)}, 1), Error);
  EXPECT_THROW(concat({a, a}, 2), Error);
  EXPECT_EQ(error_of([] { concat({}, 0); }), "concat: there are no tensors");
}

TEST(TensorMath, RefusesWhatHasNoAnswer) {
  EXPECT_EQ(error_of([] { Tensor({2}) + Tensor({2}, DType::i32); }),
            "arithmetic takes two f32 or two f64 tensors, not f32 and i32; cast() them");
  EXPECT_THAT(error_of([] { Tensor({2}) + Tensor({3}); }), HasSubstr("[2]"));
  EXPECT_THROW(argmax_rows(Tensor::scalar(1)), Error);
  EXPECT_THROW(argmax_rows(Tensor({2, 0})), Error);
  EXPECT_THAT(
      error_of([] {
        argmax_rows(Tensor::of<float>({1, 2}, {0, std::numeric_limits<float>::quiet_NaN()}));
      }),
      HasSubstr("row 1"));  // the first, as everywhere
}

}  // namespace
}  // namespace ganglion

#include "ganglion/core/arithmetic/tensor_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "ganglion/core/arithmetic/tensor_math.h"

namespace ganglion {
namespace {

TEST(TensorText, WritesBracketsForEachAxis) {
  EXPECT_EQ(to_string(Tensor::of<float>({2, 2}, {0.5, 1, -2, 1e9F})), "[[0.5, 1],\n [-2, 1e+09]]");
  EXPECT_EQ(to_string(Tensor::of<float>({2}, {0.123456F, 7}), 3), "[0.123, 7]");
  EXPECT_EQ(to_string(Tensor::of<std::int64_t>({2, 1, 2}, {1, 2, 3, 4})), "[[[1, 2]],\n [[3, 4]]]");
  EXPECT_EQ(to_string(Tensor::of<std::int32_t>({2}, {-3, 4})), "[-3, 4]");
  EXPECT_EQ(to_string(Tensor::of<std::uint8_t>({1}, {200})), "[200]");
  EXPECT_EQ(to_string(Tensor::scalar(2.5, DType::f64)), "2.5");
  EXPECT_EQ(to_string(Tensor({0, 3})), "[]");
  std::ostringstream out;
  out << arange(2) << Shape{2, 3};
  EXPECT_EQ(out.str(), "[0, 1][2, 3]");
}

TEST(TensorText, ShortensLongOnes) {
  EXPECT_EQ(to_string(arange(201)), "[0, 1, 2, ..., 198, 199, 200]");
  EXPECT_EQ(to_string(arange(300).reshaped({100, 3})),
            "[[0, 1, 2],\n [3, 4, 5],\n [6, 7, 8],\n ...,\n [291, 292, 293],\n [294, 295, 296],\n "
            "[297, 298, 299]]");
  EXPECT_THAT(to_string(arange(200)), testing::HasSubstr("100, 101, 102"));
}

}  // namespace
}  // namespace ganglion

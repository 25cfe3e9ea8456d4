#include "ganglion/data/column_numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ganglion::data {
namespace {

TEST(Moments, HoldForNumbersOfAnySize) {
  const std::vector<double> plain = {1, 4, 2, 7, 5};
  const double std = moments_of(plain).std;
  for (const double unit : {1e-300, 1e-150, 1e-20, 1e20, 1e150, 1e300}) {
    std::vector<double> values;
    for (const double value : plain) values.push_back(value * unit);
    EXPECT_NEAR(moments_of(values).std / unit, std, 1e-9) << unit;
  }
  EXPECT_NEAR(moments_of({1e15, 1e15 + 4, 1e15 + 8}).std, std::sqrt(32.0 / 3), 1e-9);
}

TEST(Moments, OfAConstantHaveNoSpread) {
  EXPECT_EQ(moments_of({0.1, 0.1, 0.1}).std, 0);
  EXPECT_EQ(moments_of({0.3, 0.1 + 0.2, 0.3}).std, 0);  // what rounding leaves
  EXPECT_EQ(moments_of({1e-300, 1e-300}).std, 0);
  EXPECT_EQ(moments_of({NAN, 5, NAN}).std, 0);
  EXPECT_EQ(moments_of({}).count, 0);
}

}  // namespace
}  // namespace ganglion::data

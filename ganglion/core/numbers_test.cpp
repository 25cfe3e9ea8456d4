#include "ganglion/core/numbers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ganglion {
namespace {

TEST(Numbers, AreGroupedByThousands) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(-999), "-999");
  EXPECT_EQ(grouped(-1234567), "-1,234,567");
  EXPECT_EQ(grouped(INT64_MIN), "-9,223,372,036,854,775,808");
}

TEST(Numbers, ProductsAndSumsEndAtTheLargest) {
  EXPECT_EQ(bounded_product({}), 1);
  EXPECT_EQ(bounded_product({3, 4, 5}), 60);
  EXPECT_EQ(bounded_product({INT64_MAX, 1}), INT64_MAX);
  EXPECT_EQ(bounded_product({std::int64_t{1} << 32, std::int64_t{1} << 32, 3}), INT64_MAX);
  EXPECT_EQ(bounded_product({INT64_MAX, 2, 0}), 0);
  EXPECT_EQ(bounded_sum({}), 0);
  EXPECT_EQ(bounded_sum(std::vector<std::int64_t>{1, 2, 3}), 6);
  EXPECT_EQ(bounded_sum(std::vector<std::int64_t>{INT64_MAX, 1}), INT64_MAX);
}

TEST(Numbers, WithSignificantDigits) {
  EXPECT_EQ(significant(0.123456789, 4), "0.1235");
  EXPECT_EQ(significant(-1234567.0, 6), "-1.23457e+06");
  EXPECT_EQ(significant(12.0, 4), "12");
  EXPECT_EQ(significant(-0.0, 6), "0");
  EXPECT_EQ(significant(std::nan(""), 6), "nan");
}

TEST(Numbers, PowersOfTwo) {
  for (std::int64_t power = 1; power > 0 && power < INT64_MAX / 2; power *= 2) {
    EXPECT_TRUE(is_power_of_two(power));
    EXPECT_EQ(is_power_of_two(power + 1), power == 1);
  }
  EXPECT_FALSE(is_power_of_two(0));
  EXPECT_FALSE(is_power_of_two(-2));
  EXPECT_FALSE(is_power_of_two(INT64_MIN));
}

TEST(Numbers, HaveALowerMedian) {
  EXPECT_EQ(lower_median({7}), 7);
  EXPECT_EQ(lower_median({9, -1, 4}), 4);
  EXPECT_EQ(lower_median({9, -1, 4, 5}), 4);
  EXPECT_EQ(lower_median({2, std::nan(""), 1, 3, std::nan("")}), 2);
  EXPECT_TRUE(std::isnan(lower_median({})));
  EXPECT_TRUE(std::isnan(lower_median({std::nan("")})));
}

}  // namespace
}  // namespace ganglion

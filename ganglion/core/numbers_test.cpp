#include "ganglion/core/numbers.h"

#include <gtest/gtest.h>

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

TEST(Numbers, PowersOfTwo) {
  for (std::int64_t power = 1; power > 0 && power < INT64_MAX / 2; power *= 2) {
    EXPECT_TRUE(is_power_of_two(power));
    EXPECT_EQ(is_power_of_two(power + 1), power == 1);
  }
  EXPECT_FALSE(is_power_of_two(0));
  EXPECT_FALSE(is_power_of_two(-2));
  EXPECT_FALSE(is_power_of_two(INT64_MIN));
}

}  // namespace
}  // namespace ganglion

#include "ganglion/core/arithmetic/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/error.h"

namespace ganglion {
namespace {

TEST(Random, FollowsFromItsSeed) {
  Random a(7), b(7), other(8);
  const Tensor first = a.uniform({50}), second = a.uniform({50});
  EXPECT_EQ(sum(abs(first - b.uniform({50}))), 0);
  EXPECT_EQ(sum(abs(second - b.uniform({50}))), 0);
  EXPECT_GT(sum(abs(first - second)), 1);
  EXPECT_GT(sum(abs(first - other.uniform({50}))), 1);
  EXPECT_EQ(a.uniform(), b.uniform());
  EXPECT_EQ(a.integer(1000000), b.integer(1000000));
}

TEST(Random, HasTheDistributionsItSays) {
  Random random(3);
  const Tensor uniform = random.uniform({100, 100}, -2, 4);
  EXPECT_NEAR(mean(uniform), 1, 0.05);
  EXPECT_NEAR(standard_deviation(uniform), 6 / std::sqrt(12.0), 0.03);
  EXPECT_EQ(mean(uniform < 4), 1);
  EXPECT_EQ(mean(uniform < -2), 0);
  const Tensor normal = random.normal({10000}, 3, 0.5);
  EXPECT_NEAR(mean(normal), 3, 0.02);
  EXPECT_NEAR(standard_deviation(normal), 0.5, 0.02);
  EXPECT_NEAR(mean(normal < 3.5), 0.8413, 0.02);
  std::array<int, 5> seen{};
  const Tensor integers = random.integers({10000}, 5);
  for (const std::int32_t i : integers.values<std::int32_t>())
    ++seen.at(static_cast<std::size_t>(i));
  for (const int count : seen) EXPECT_NEAR(count, 2000, 150);
}

/// [low, high), also where rounding to f32 would give `high`.
TEST(Random, StaysBelowTheUpperEnd) {
  Random random(1);
  const Tensor narrow = random.uniform({1000}, 1e6, 1e6 + 0.1);
  EXPECT_EQ(mean(narrow < 1e6 + 0.1), 1);
  EXPECT_EQ(random.integer(1), 0);
}

TEST(Random, RefusesWhatCannotBeDrawn) {
  Random random;
  EXPECT_THROW(random.integer(0), Error);
  EXPECT_THROW(random.integers({2}, 0), Error);
  EXPECT_THROW(random.integers({2}, (std::int64_t{1} << 31) + 1), Error);
}

}  // namespace
}  // namespace ganglion

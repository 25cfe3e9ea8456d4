#include "ganglion/data/features/ordered_alike.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "ganglion/core/rng.h"

namespace ganglion::data {
namespace {

std::vector<double> mixed_places(std::int64_t count) {
  std::vector<double> values;
  for (const std::int64_t place : random_permutation(count, 5, 1)) {
    values.push_back(static_cast<double>(place));
  }
  return values;
}

TEST(OrderedAlike, AreValuesThatFollowFromEachOther) {
  const std::vector<double> x = mixed_places(40);
  std::vector<double> y;
  std::vector<double> bands;
  for (const double value : x) {
    y.push_back(-std::exp(value / 10));
    bands.push_back(std::floor(value / 10));
  }
  EXPECT_TRUE(rise_or_fall_together(x, y));
  EXPECT_TRUE(rise_or_fall_together(bands, x));
  EXPECT_TRUE(rise_or_fall_together(x, bands));
  y[7] = y[8] = 0;
  EXPECT_FALSE(rise_or_fall_together(x, y));
  EXPECT_FALSE(rise_or_fall_together(mixed_places(60), std::vector<double>(60, 1.0)));
}

TEST(OrderedAlike, AreNotFewRows) {
  EXPECT_FALSE(
      rise_or_fall_together(std::vector<double>{1, 2, 3, 4}, std::vector<double>{1, 2, 3, 4}));
  EXPECT_FALSE(
      have_own_ranges(std::vector<double>{1, 2, 3, 4}, std::vector<std::int32_t>{0, 0, 1, 1}));
  EXPECT_FALSE(rise_or_fall_together({}, {}));
  EXPECT_FALSE(have_own_ranges({}, {}));
}

TEST(OrderedAlike, AreRangesOfClasses) {
  const std::vector<double> x = mixed_places(40);
  std::vector<std::int32_t> classes;
  for (const double value : x) classes.push_back(value < 11 ? 1 : value < 25 ? 0 : 2);
  EXPECT_TRUE(have_own_ranges(x, classes));
  std::vector<double> rounded;
  for (const double value : x) rounded.push_back(std::floor(value / 8));  // across a border
  EXPECT_FALSE(have_own_ranges(rounded, classes));
  EXPECT_FALSE(have_own_ranges(mixed_places(40), std::vector<std::int32_t>(40, 0)));
}

}  // namespace
}  // namespace ganglion::data

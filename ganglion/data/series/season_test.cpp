#include "ganglion/data/series/season.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

namespace ganglion::data {
namespace {

SeriesSet set_of(std::vector<double> values) {
  Series series{.target = values, .carried = values};
  SeriesSet set{.source = "t"};
  set.series.push_back(std::move(series));
  return set;
}

TEST(SeriesSeason, AutocorrelationIsThatOfItsDefinition) {
  // 1 2 3 4 less their mean: -1.5 -0.5 0.5 1.5; products over 5: as R's acf() gives.
  const std::vector<double> values = {1, 2, 3, 4};
  const std::vector<double> curve = autocorrelation(values, 3);
  EXPECT_DOUBLE_EQ(curve[0], 1.0);
  EXPECT_DOUBLE_EQ(curve[1], 1.25 / 5);
  EXPECT_DOUBLE_EQ(curve[2], -1.5 / 5);
  EXPECT_DOUBLE_EQ(curve[3], -2.25 / 5);
}

TEST(SeriesSeason, IsThePeriodAndNotItsMultiple) {
  std::vector<double> values;
  for (int t = 0; t < 120; ++t) {
    values.push_back(3.0 * t + 40 * std::sin(2 * std::numbers::pi * t / 12));
  }
  const Season season = find_season(set_of(values), 120);
  EXPECT_EQ(season.steps, 12);
  EXPECT_GT(season.correlation, 0.7);
}

TEST(SeriesSeason, LooksAtNothingBehind) {
  std::vector<double> values(60, 0.0);
  std::mt19937 numbers(1);  // NOLINT: always the same
  for (double& value : values) value = std::normal_distribution<double>()(numbers);
  for (int t = 0; t < 120; ++t) values.push_back(t % 7 == 0 ? 50 : 0);
  EXPECT_EQ(find_season(set_of(values), 60).steps, 0);
  EXPECT_EQ(find_season(set_of(values), 180).steps, 7);
}

TEST(SeriesSeason, NoiseAndConstantsHaveNone) {
  std::vector<double> values(200);
  std::mt19937 numbers(2);  // NOLINT: always the same
  for (double& value : values) value = std::normal_distribution<double>()(numbers);
  EXPECT_EQ(find_season(set_of(values), 200).steps, 0);
  EXPECT_EQ(find_season(set_of(std::vector<double>(50, 4.0)), 50).steps, 0);
  EXPECT_EQ(find_season(set_of({1, 2, 1}), 3).steps, 0);
}

/// The curve of a trend that isn't a line falls slowly, with ripples by the noise.
TEST(SeriesSeason, IsNoRippleOfATrend) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> noise;
    std::vector<double> values;
    for (int t = 0; t < 700; ++t)
      values.push_back(std::exp(0.01 * t) * 50 * (1 + 0.1 * noise(random)));
    EXPECT_EQ(find_season(set_of(values), 700).steps, 0) << seed;
    for (int t = 0; t < 700; ++t) {
      values[static_cast<std::size_t>(t)] *= 1 + 0.5 * std::sin(2 * std::numbers::pi * t / 12);
    }
    EXPECT_NEAR(static_cast<double>(find_season(set_of(values), 700).steps), 12, 1) << seed;
  }
}

}  // namespace
}  // namespace ganglion::data

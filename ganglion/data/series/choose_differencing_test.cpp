#include "ganglion/data/series/choose_differencing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>

namespace ganglion::data {
namespace {

/// Of a series that is a function of the time.
std::vector<DifferencingTrial> trials_of(const std::function<double(int)>& value,
                                         std::int64_t lags = 13, std::int64_t season = 12) {
  Series series;
  for (int t = 0; t < 120; ++t) series.target.push_back(value(t));
  series.carried = series.target;
  SeriesSet set{.source = "t"};
  set.series.push_back(std::move(series));
  const SeriesRecipe recipe = {.target = "y",
                               .time_column = "t",
                               .horizon = 6,
                               .lags = lags,
                               .season = season,
                               .seasons = season > 0 ? 2 : 0};
  return try_differencings(set, recipe, {.validation = 0.2, .test = 0.2});
}

double season(int t) {
  return std::sin(2 * std::numbers::pi * t / 12);
}

double jitter(int t) {
  return std::sin(7.3 * t * t);
}

/// Without seasons growth is e^(0.04 h) for h steps ahead: its logarithm is linear in h.
TEST(ChooseDifferencing, GrowthBySharesAsksForRatios) {
  const auto trials =
      trials_of([](int t) { return 10 * std::exp(0.04 * t + 0.02 * jitter(t)); }, 3, 0);
  ASSERT_EQ(trials.size(), 3U);
  EXPECT_EQ(best_of(trials), Differencing::log_ratio);
}

TEST(ChooseDifferencing, TriesNoRatiosOfNegativeValues) {
  const auto trials = trials_of([](int t) { return t - 50 + 3 * season(t) + jitter(t); });
  EXPECT_EQ(trials.size(), 2U);
}

TEST(ChooseDifferencing, NoiseAroundALevelAsksForNone) {
  EXPECT_EQ(best_of(trials_of([](int t) { return 5 * jitter(t); }, 1, 0)), Differencing::none);
}

TEST(ChooseDifferencing, TheTestHasNoPart) {
  const auto with_end = [](double end) {
    return trials_of(
        [end](int t) { return t <= 100 ? 20 + 5 * season(t) + jitter(t) : end * (t % 5 + 1); });
  };
  const auto one = with_end(1);
  const auto other = with_end(1000);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].error, other[i].error);
}

}  // namespace
}  // namespace ganglion::data

#include "ganglion/data/series/series_split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using enum SeriesSide;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Times {
  std::vector<double> from;
  std::vector<double> to;
};

/// Forecasts of `horizon` steps from 0, 1, … up to the last time.
Times forecasts(int last, int horizon) {
  Times times;
  for (int from = 0; from < last; ++from) {
    for (int step = 1; step <= std::min(horizon, last - from); ++step) {
      times.from.push_back(from);
      times.to.push_back(from + step);
    }
  }
  return times;
}

TEST(SeriesSplit, LeavesOutWhatLiesAcross) {
  // Of the times 1 to 5 the last two are behind: forecasts of them are made from 3 on.
  const Times times = forecasts(5, 2);
  EXPECT_THAT(split_series(times.from, times.to, 0.4),
              ElementsAre(before, before, before, before, before, across, behind, behind, behind));
}

RC_GTEST_PROP(SeriesSplit, NoForecastBeforeHasSeenATimeBehind, ()) {
  const int last = *rc::gen::inRange(3, 40);
  const int horizon = *rc::gen::inRange(1, 12);
  const double fraction = *rc::gen::inRange(1, 99) / 100.0;
  const Times times = forecasts(last, horizon);
  const std::vector<SeriesSide> sides = split_series(times.from, times.to, fraction);
  double latest = 0;
  double first = 1e9;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i] == before) latest = std::max(latest, times.to[i]);
    if (sides[i] == behind) {
      first = std::min(first, times.to[i]);
      RC_ASSERT(times.from[i] >= 0);
    }
  }
  RC_ASSERT(latest < first);
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i] == behind) RC_ASSERT(times.from[i] >= latest);  // it knew all that came before
  }
}

TEST(SeriesSplit, RefusesWhatIsTooShort) {
  EXPECT_THAT(
      support::error_of([] { split_series(std::vector<double>{1}, std::vector<double>{2}, 0.5); }),
      HasSubstr("1 different time can't be split"));
}

}  // namespace
}  // namespace ganglion::data

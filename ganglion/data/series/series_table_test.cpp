#include "ganglion/data/series/series_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/series/clock.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct ReadTable {
  SeriesRecipe recipe;
  SeriesSet set;
};

ReadTable read_for_table(const std::string& csv, SeriesRecipe recipe) {
  const Table table = parse_table(csv, "t.csv");
  recipe.target = "y";
  recipe.time_column = "t";
  recipe.clock = find_clock(table, "t");
  SeriesSet set = read_series(table, recipe);
  return {std::move(recipe), std::move(set)};
}

/// y = 10, 20, …, 80 from January 2020 on.
const std::string kEightMonths =
    "t,y\n2020-01,10\n2020-02,20\n2020-03,30\n2020-04,40\n2020-05,50\n2020-06,60\n2020-07,70\n"
    "2020-08,80\n";

std::vector<std::string> texts(const Column& column) {
  std::vector<std::string> result;
  for (std::int64_t row = 0; row < column.rows(); ++row) result.push_back(column.text(row));
  return result;
}

TEST(SeriesTable, HasARowForEachValueAndStep) {
  const ReadTable read_ =
      read_for_table(kEightMonths, {.horizon = 2, .lags = 3, .season = 4, .seasons = 1});
  const Table rows = series_table(read_.set, read_.recipe, SeriesRows::known);
  // From April (the fourth value) on: two steps each, but one from July.
  EXPECT_THAT(
      texts(rows.column("forecast from")),
      ElementsAre("2020-04", "2020-04", "2020-05", "2020-05", "2020-06", "2020-06", "2020-07"));
  EXPECT_THAT(texts(rows.column("t")), ElementsAre("2020-05", "2020-06", "2020-06", "2020-07",
                                                   "2020-07", "2020-08", "2020-08"));
  EXPECT_THAT(rows.column("y").numbers, ElementsAre(50, 60, 60, 70, 70, 80, 80));
  EXPECT_THAT(rows.column("steps ahead").numbers, ElementsAre(1, 2, 1, 2, 1, 2, 1));
  EXPECT_THAT(rows.column("y lag 1").numbers, ElementsAre(40, 40, 50, 50, 60, 60, 70));
  EXPECT_THAT(rows.column("y lag 3").numbers, ElementsAre(20, 20, 30, 30, 40, 40, 50));
  EXPECT_THAT(rows.column("y 1 season before").numbers, ElementsAre(10, 20, 20, 30, 30, 40, 40));
  EXPECT_THAT(rows.column("last value").numbers, ElementsAre(40, 40, 50, 50, 60, 60, 70));
  EXPECT_THAT(rows.column("seasonal last value").numbers, ElementsAre(10, 20, 20, 30, 30, 40, 40));
}

TEST(SeriesTable, ASeasonShorterThanTheHorizonGoesFurtherBack) {
  const ReadTable read_ =
      read_for_table(kEightMonths, {.horizon = 3, .lags = 1, .season = 2, .seasons = 1});
  const Table rows = series_table(read_.set, read_.recipe, SeriesRows::future);
  // From August: September is forecast by July, October by August, November by July again.
  EXPECT_THAT(rows.column("seasonal last value").numbers, ElementsAre(70, 80, 70));
}

TEST(SeriesTable, DifferencesAreToTheLastValue) {
  ReadTable read_ =
      read_for_table(kEightMonths, {.horizon = 1, .lags = 2, .season = 4, .seasons = 1});
  read_.recipe.differencing = Differencing::difference;
  Table rows = series_table(read_.set, read_.recipe, SeriesRows::known);
  EXPECT_EQ(rows.find("y lag 1"), nullptr) << "always 0";
  EXPECT_THAT(rows.column("y lag 2").numbers, ElementsAre(-10, -10, -10, -10));
  EXPECT_THAT(rows.column("y").numbers, ElementsAre(50, 60, 70, 80)) << "in its own unit";
  read_.recipe.differencing = Differencing::log_ratio;
  rows = series_table(read_.set, read_.recipe, SeriesRows::known);
  EXPECT_DOUBLE_EQ(rows.column("y 1 season before").numbers[0], std::log(10.0 / 40));
}

TEST(SeriesTable, TheFutureFollowsTheLastKnownValue) {
  ReadTable read_ =
      read_for_table(kEightMonths + "2020-09,\n2020-10,\n", {.horizon = 3, .lags = 2});
  read_.recipe.month = true;
  const Table rows = series_table(read_.set, read_.recipe, SeriesRows::future);
  EXPECT_THAT(texts(rows.column("t")), ElementsAre("2020-09", "2020-10", "2020-11"));
  EXPECT_THAT(texts(rows.column("month ahead")), ElementsAre("9", "10", "11"));
  EXPECT_TRUE(std::isnan(rows.column("y").numbers[0]));
}

/// Whatever comes later, what a row knows stays the same.
TEST(SeriesTable, NothingIsKnownOfTheFuture) {
  const SeriesRecipe recipe = {.columns = {{.name = "x"}, {.name = "w", .is_text = true}},
                               .horizon = 2,
                               .lags = 3,
                               .season = 3,
                               .seasons = 2};
  const auto table_with = [&](const std::string& later) {
    std::string csv = "t,y,x,w\n";
    for (int t = 1; t <= 9; ++t) {
      csv += std::to_string(t) +
             (t <= 6 ? "," + std::to_string(t * t) + "," + std::to_string(-t) + ",a" : later) +
             "\n";
    }
    const ReadTable read_ = read_for_table(csv, recipe);
    return series_table(read_.set, read_.recipe, SeriesRows::known);
  };
  const Table one = table_with(",77,700,b");
  const Table other = table_with(",-5,3,c");
  int compared = 0;
  for (std::int64_t row = 0; row < one.rows(); ++row) {
    if (one.column("forecast from").numbers[static_cast<std::size_t>(row)] > 6) continue;
    for (const Column& column : one.columns()) {
      if (column.name == "y") continue;
      EXPECT_EQ(column.text(row), other.column(column.name).text(row)) << column.name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 10);
}

TEST(SeriesTable, LongSeriesAreThinnedFromTheEnd) {
  const ReadTable read_ = read_for_table(kEightMonths, {.horizon = 1, .lags = 1});
  const Table rows = series_table(read_.set, read_.recipe, SeriesRows::known, 4);
  EXPECT_THAT(rows.column("y").numbers, ElementsAre(30, 50, 70));
}

TEST(SeriesTable, RefusesShortSeriesAndRatiosOfZero) {
  ReadTable read_ = read_for_table(kEightMonths, {.horizon = 1, .lags = 9});
  EXPECT_THAT(support::error_of([&] { series_table(read_.set, read_.recipe, SeriesRows::known); }),
              HasSubstr("the longest series has 8 steps, but a forecast needs 9 known ones"));
  ReadTable zero = read_for_table("t,y\n1,1\n2,0\n3,5\n", {.horizon = 1, .lags = 1});
  zero.recipe.differencing = Differencing::log_ratio;
  EXPECT_THAT(support::error_of([&] { series_table(zero.set, zero.recipe, SeriesRows::known); }),
              HasSubstr("\"y\" is 0 at 2"));
}

}  // namespace
}  // namespace ganglion::data

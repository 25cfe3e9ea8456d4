#include "ganglion/data/series/series.h"

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

SeriesSet read(const std::string& csv, SeriesRecipe recipe = {}) {
  const Table table = parse_table(csv, "t.csv");
  recipe.target = "y";
  recipe.time_column = "t";
  recipe.clock = find_clock(table, "t");
  return read_series(table, recipe);
}

TEST(ReadSeries, SortsRows) {
  const SeriesSet set = read("t,y\n2,20\n1,10\n3,30\n");
  EXPECT_THAT(set.series[0].target, ElementsAre(10, 20, 30));
  ASSERT_EQ(set.notes.size(), 1U);
  EXPECT_EQ(set.notes[0].to_string(), "column \"t\": rows are not in order of time; sorted");
}

TEST(ReadSeries, MissingStepsHoldTheLastValueBefore) {
  const SeriesSet set = read("t,y\n1,10\n2,20\n5,50\n6,\n7,70\n");
  const Series& series = set.series[0];
  EXPECT_THAT(series.carried, ElementsAre(10, 20, 20, 20, 50, 50, 70)) << "no later value";
  EXPECT_FALSE(series.known(2));
  EXPECT_FALSE(series.known(5));
  EXPECT_TRUE(series.known(6));
  ASSERT_EQ(set.notes.size(), 2U);
  EXPECT_THAT(set.notes[0].to_string(), HasSubstr("2 steps without a row, the first is 3"));
  EXPECT_THAT(set.notes[1].to_string(), HasSubstr("missing in 1 rows"));
}

TEST(ReadSeries, BeginsWithItsFirstValue) {
  const SeriesSet set = read("t,y\n1,\n2,\n3,30\n4,40\n5,\n");
  EXPECT_EQ(set.series[0].first, 2);
  EXPECT_EQ(set.series[0].last_known(), 1);
  EXPECT_EQ(set.series[0].size(), 3);
}

TEST(ReadSeries, TellsSeveralApart) {
  const SeriesSet set =
      read("t,shop,y\n1,b,1\n1,a,5\n2,a,6\n2,b,2\n3,b,3\n", {.series_column = "shop"});
  ASSERT_EQ(set.series.size(), 2U);
  EXPECT_EQ(set.series[0].name, "a");
  EXPECT_THAT(set.series[0].target, ElementsAre(5, 6));
  EXPECT_THAT(set.series[1].target, ElementsAre(1, 2, 3));
}

TEST(ReadSeries, OtherColumnsKeepWhatWasKnown) {
  const SeriesSet set = read("t,y,x,w\n1,1,,rain\n2,2,7,\n3,3,,sun\n",
                             {.columns = {{.name = "x"}, {.name = "w", .is_text = true}}});
  EXPECT_TRUE(std::isnan(set.series[0].numbers[0][0]));
  EXPECT_EQ(set.series[0].numbers[0][2], 7);
  EXPECT_THAT(set.series[0].texts[1], ElementsAre("rain", "rain", "sun"));
}

TEST(ReadSeries, RefusesWhatIsAmbiguous) {
  EXPECT_THAT(support::error_of([] { read("t,y\n1,1\n2,2\n3,3\n2,9\n"); }),
              HasSubstr("t.csv:5: column \"t\": \"2\" is the time of t.csv:3 already"));
  EXPECT_THAT(
      support::error_of([] { read("t,shop,y\n1,a,1\n2,,2\n3,a,3\n", {.series_column = "shop"}); }),
      HasSubstr("t.csv:3: column \"shop\": the series of this row is missing"));
  EXPECT_THAT(support::error_of([] { read("t,y\n1,\n2,\n3,\n"); }), HasSubstr("no values"));
  EXPECT_THAT(support::error_of([] { read("t,y\n1,5\n2,many\n3,6\n"); }), HasSubstr("t.csv:3"));
}

}  // namespace
}  // namespace ganglion::data

#include "ganglion/data/features/beyond_range.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BeyondRangeTest : public ::testing::Test {
 protected:
  const PreprocessingState state_ =
      Preprocessing::fit(parse_table("age,town,y\n10,a,0\n60,b,1\n35,a,2\n", "train.csv"),
                         std::vector<std::string>{"y"}, Task::regression)
          .state();
};

TEST_F(BeyondRangeTest, CountsWhatLiesBeyondTheMarginTheFurthestFirst) {
  const Table table =
      parse_table("age,town\n65,a\n66,b\n,a\n-40,b\n900,a\n66,a\n71,a\n", "new.csv");
  const auto found = values_beyond_range(state_, table);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].column, "age");
  EXPECT_THAT(found[0].at, ElementsAre(1, 3, 4, 5, 6));
  EXPECT_EQ(found[0].rows, 6);
  EXPECT_THAT(found[0].examples, ElementsAre("900", "-40", "71"));
  EXPECT_EQ(found[0].note().to_string(),
            "column \"age\": 5 of 6 values lie far outside the training range, 10 to 60 (900, -40, "
            "71); they are clipped to values near its end");
  EXPECT_THAT(names_by_row(found, 7), ElementsAre("", "age", "", "age", "age", "age", "age"));
}

TEST_F(BeyondRangeTest, TellsWhereMostAreOutsideHoweverNear) {
  // 9.5 may be 9,500 of a column whose points separated thousands.
  const auto found =
      values_beyond_range(state_, parse_table("age\n9.5\n8.1\n20\n9.9\n62\n", "new.csv"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].at, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(
      found[0].note().to_string(),
      "column \"age\": 4 of 5 values lie outside the training range, 10 to 60 (9.5, 8.1, 9.9)");
  EXPECT_THAT(values_beyond_range(state_, parse_table("age\n9\n9\n20\n30\n62\n40\n", "new.csv")),
              IsEmpty());
  EXPECT_THAT(values_beyond_range(state_, parse_table("age\n9\n9\n", "new.csv")), IsEmpty());
}

TEST_F(BeyondRangeTest, CountsDatesAsDays) {
  std::string rows = "day,y\n";
  for (int i = 0; i < 24; ++i)
    rows += fmt::format("20{}-{:02}-15,{}\n", 21 + i / 12, i % 12 + 1, i);
  const Preprocessing fitted = Preprocessing::fit(parse_table(rows, "train.csv"),
                                                  std::vector<std::string>{"y"}, Task::regression);
  const Table table =
      parse_table("day\n2022-12-31\n0023-11-20\n9999-12-31\n2024-01-01\n", "new.csv");
  const auto found = values_beyond_range(fitted.state(), table);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].note().to_string(),
            "column \"day\": 3 of 4 values lie far outside the training range, 2021-01-15 to "
            "2022-12-15 (9999-12-31, 0023-11-20, 2024-01-01); they are clipped to values near its "
            "end");
  // The year is that of a day near the end; what comes round stays as it is.
  const Tensor features = fitted.apply(table, false).features;
  const auto at = [&](std::int64_t row, std::size_t part) {
    const DateFeature& date = fitted.state().features[0].dates[part];
    const auto value =
        features.values<float>()[static_cast<std::size_t>(row * features.shape()[1]) + part];
    return std::round(value * date.std + date.mean);
  };
  EXPECT_THAT((std::vector{at(0, 0), at(1, 0), at(2, 0), at(3, 0)}),
              ElementsAre(2022, 2020, 2023, 2023));
  EXPECT_EQ(at(1, 1), 11);
}

TEST_F(BeyondRangeTest, TimesAloneAreComparedWithTimes) {
  const Preprocessing fitted =
      Preprocessing::fit(parse_table("at,y\n08:00,1\n12:30,2\n17:00,3\n09:00,5\n", "train.csv"),
                         std::vector<std::string>{"y"}, Task::regression);
  const auto found =
      values_beyond_range(fitted.state(), parse_table("at\n23:15\n16:00\n", "new.csv"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].note().text,
            "1 of 2 values lie far outside the training range, 08:00 to 17:00 (23:15)");
}

TEST_F(BeyondRangeTest, IsToldOnceOfASeries) {
  const SeriesRecipe recipe = {.target = "sales", .time_column = "t", .lags = 2};
  PreprocessingState state = {.series = recipe};
  for (const std::string& name : recipe.target_columns()) {
    state.features.push_back({.name = name, .range = TrainingRange{.least = 100, .most = 500}});
  }
  const Table table =
      parse_table("sales lag 1,sales lag 2\n1021,1019\n560,540\n300,610\n", "new.csv");
  const auto found = values_beyond_range(state, table);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].note().to_string(),
            "column \"sales\": 3 of 3 forecasts rest on values far outside the training range, "
            "100 to 500 (1021, 610, 560)");
}

TEST_F(BeyondRangeTest, TellsNothingOfColumnsThatAreNotThereAndModelsThatKnowNoRange) {
  EXPECT_THAT(values_beyond_range(state_, parse_table("town\na\n", "new.csv")), IsEmpty());
  PreprocessingState old = state_;
  for (FeatureColumn& column : old.features) column.range.reset();
  EXPECT_THAT(values_beyond_range(old, parse_table("age\n1000\n", "new.csv")), IsEmpty());
}

}  // namespace
}  // namespace ganglion::data

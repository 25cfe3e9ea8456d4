#include "ganglion/data/features/beyond_range.h"

#include <gmock/gmock.h>

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

TEST_F(BeyondRangeTest, TellsNothingOfColumnsThatAreNotThereAndModelsThatKnowNoRange) {
  EXPECT_THAT(values_beyond_range(state_, parse_table("town\na\n", "new.csv")), IsEmpty());
  PreprocessingState old = state_;
  for (FeatureColumn& column : old.features) column.range.reset();
  EXPECT_THAT(values_beyond_range(old, parse_table("age\n1000\n", "new.csv")), IsEmpty());
}

}  // namespace
}  // namespace ganglion::data

#include "ganglion/train/evaluate/shifted_columns.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"

namespace ganglion::train {
namespace {

using ::testing::IsEmpty;

/// Of `rows` rows, x of a hundred values from `least` on, and a town.
data::Table table_of(int rows, int least, const char* town) {
  std::string text = "x,town,noise,kind\n";
  for (int row = 0; row < rows; ++row) {
    text += fmt::format("{}.5,{},{}.5,{}\n", least + row * 37 % 100, row % 5 == 0 ? town : "Ulm",
                        row * 61 % 101, row % 2 == 0 ? "a" : "b");
  }
  return data::parse_table(text, "t.csv");
}

DataSummary summary_of(const data::Table& table) {
  const std::vector<std::string> targets = {"kind"};
  return summarize(table, data::Preprocessing::fit(table, targets, data::Task::binary));
}

TEST(ShiftedColumns, AreTheSameInRowsOfTheSameKind) {
  const DataSummary trained = summary_of(table_of(400, 0, "Rom"));
  EXPECT_THAT(shifted_columns(trained, table_of(100, 0, "Rom")), IsEmpty());
  EXPECT_THAT(shifted_columns(trained, table_of(8, 40, "Rom")), IsEmpty()) << "too few to say";
}

TEST(ShiftedColumns, AreMeasuredByTheirCumulativeShares) {
  const DataSummary trained = summary_of(table_of(400, 0, "Rom"));
  const auto half = shifted_columns(trained, table_of(100, 50, "Rom"));
  ASSERT_EQ(half.size(), 1U);
  EXPECT_EQ(half[0].name, "x");
  EXPECT_NEAR(half[0].distance, 0.5, 0.02);
  EXPECT_EQ(half[0].text, "median 50.5 in training, 100.5 here");
  EXPECT_EQ(shifted_columns(trained, table_of(100, 500, "Rom")).at(0).distance, 1.0);
  EXPECT_EQ(shifted_columns(trained, table_of(100, -500, "Rom")).at(0).distance, 1.0);
}

TEST(ShiftedColumns, MayBeCategories) {
  const DataSummary trained = summary_of(table_of(400, 0, "Rom"));
  std::string text = "x,town,noise,kind\n";
  for (int row = 0; row < 100; ++row) {
    text += fmt::format("{}.5,{},{}.5,a\n", row, row < 60 ? "Rom" : "Bonn", row);
  }
  const auto found = shifted_columns(trained, data::parse_table(text, "u.csv"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].name, "town");
  EXPECT_NEAR(found[0].distance, 0.8, 1e-9) << "Ulm .8 -> 0, Rom .2 -> .6, others 0 -> .4";
  EXPECT_EQ(found[0].text, "\"Ulm\" 80 % in training, 0 % here");
  EXPECT_EQ(found[1].name, "kind");
  EXPECT_NEAR(found[1].distance, 0.5, 1e-9);
}

}  // namespace
}  // namespace ganglion::train

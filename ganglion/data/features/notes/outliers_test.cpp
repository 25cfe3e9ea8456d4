#include "ganglion/data/features/notes/outliers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ganglion::data {
namespace {

/// Of the numbers 0 to 99, and these.
std::string note_with(const std::vector<double>& more) {
  Column column{.name = "x"};
  for (int i = 0; i < 100; ++i) column.numbers.push_back(i);
  column.numbers.push_back(std::nan(""));
  column.numbers.insert(column.numbers.end(), more.begin(), more.end());
  const Table table("t.csv", {column});
  return outlier_note(table, table.columns()[0]).value_or("");
}

TEST(Outliers, AreFarBeyondAllOthers) {
  EXPECT_EQ(note_with({5000}),
            "5000 (t.csv: row 102) lies 99 times as far from the median, 50, as "
            "all other values");
  EXPECT_NE(note_with({-5000}), "");
  EXPECT_EQ(note_with({400}), "") << "only seven times as far";
}

TEST(Outliers, AreVeryFew) {
  EXPECT_EQ(note_with({5000, 6000}), "") << "two of a hundred";
  std::vector<double> more;
  for (int i = 0; i < 200; ++i) more.push_back(i % 100);
  more.insert(more.end(), {5000, 6000});
  EXPECT_EQ(note_with(more).substr(0, 50), "6000 (t.csv: row 303), one of 2, lies 99 times as ");
}

TEST(Outliers, NeedSpreadAndRows) {
  Column same{.name = "x", .numbers = std::vector<double>(50, 3.0)};
  same.numbers.push_back(9);
  const Table table("t.csv", {same});
  EXPECT_FALSE(outlier_note(table, table.columns()[0])) << "nothing to compare with";
  const Table few("t.csv", {Column{.name = "x", .numbers = {1, 2, 3, 1e6}}});
  EXPECT_FALSE(outlier_note(few, few.columns()[0]));
}

}  // namespace
}  // namespace ganglion::data

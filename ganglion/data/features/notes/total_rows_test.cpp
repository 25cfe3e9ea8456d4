#include "ganglion/data/features/notes/total_rows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ganglion/data/csv/parse_table.h"

namespace ganglion::data {
namespace {

using ::testing::HasSubstr;

std::string note_on(const std::function<std::string(int row)>& text) {
  std::string rows = "g,x\n";
  for (int i = 0; i < 24; ++i) rows += fmt::format("{},{}\n", text(i), i * i % 7);
  const Table table = parse_table(rows, "t");
  return total_rows_note(table, table.column("g")).value_or("");
}

TEST(TotalRows, AreNamedByTheirWords) {
  EXPECT_THAT(note_on([](int i) { return i % 6 == 5 ? "North Total" : "North"; }),
              HasSubstr("4 of 24 rows say that they are totals, such as \"North Total\" (t:7)"));
  for (const std::string total :
       {"Subtotal a", "Total", "Zwischensumme", "Sum of a", "GRAND TOTAL"}) {
    EXPECT_NE(note_on([&](int i) { return i == 9 ? total : i % 2 == 0 ? "a" : "b"; }), "") << total;
  }
}

TEST(TotalRows, AreStatisticsOfWhichEachHasARow) {
  EXPECT_THAT(note_on([](int i) {
                return i == 22 ? "Mean" : i == 23 ? "SD:" : i % 2 == 0 ? "a" : "b";
              }),
              HasSubstr("2 of 24 rows say that they are totals, such as \"Mean\" (t:24)"));
  EXPECT_EQ(note_on([](int i) { return i % 2 == 0 ? "average" : "good"; }), "");
  // A code among others, such as that of an airport.
  EXPECT_EQ(note_on([](int i) { return i == 9 ? "SEM" : i % 2 == 0 ? "SEA" : "SFO"; }), "");
}

TEST(TotalRows, AreNotWhatEveryRowIsOrAName) {
  EXPECT_EQ(note_on([](int i) { return i % 2 == 0 ? "Total cost" : "Total time"; }), "");
  EXPECT_EQ(note_on([](int i) { return i % 9 == 0 ? "b" : "Total"; }), "");
  EXPECT_EQ(note_on([](int i) { return i % 2 == 0 ? "Hotel Total" : "Motel"; }), "");
}

}  // namespace
}  // namespace ganglion::data

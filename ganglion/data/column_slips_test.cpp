#include "ganglion/data/column_slips.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <vector>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/task.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// A column "x" of 60 rows, the first on line 2.
Table column_with(const std::function<std::string(int row)>& text) {
  std::string csv = "x\n";
  for (int row = 0; row < 60; ++row) csv += "\"" + text(row) + "\"\n";
  return parse_table(csv, "t.csv");
}

std::string error_of_slips(const std::function<std::string(int row)>& text) {
  return support::error_of([&] {
    const Table table = column_with(text);
    refuse_slips(table, table.columns()[0]);
  });
}

TEST(ColumnSlips, AreNumbersWithAMark) {
  EXPECT_THAT(error_of_slips([](int row) {
                return row % 20 == 9 ? fmt::format("<0.{}", row) : fmt::format("{}.5", row);
              }),
              AllOf(HasSubstr("t.csv:11: column \"x\": \"<0.9\" (and 2 like it) is a number with a "
                              "mark (\"<\")"),
                    HasSubstr("write the number alone, and the mark, if it matters, in a column of "
                              "its own; or set the column's type: `columns = x=category`")));
  EXPECT_THAT(
      error_of_slips([](int row) { return row == 9 ? "unknown" : fmt::format("{}.5", row); }),
      HasSubstr("`missing = unknown`"));
}

TEST(ColumnSlips, AreWordsInPlaceOfNumbersHoweverMany) {
  for (const int share : {2, 3, 4}) {
    EXPECT_THAT(error_of_slips([&](int row) {
                  return row % 5 < share - 1 ? std::string("n.d.x") : fmt::format("{}.5", row);
                }),
                HasSubstr("`missing = n.d.x`"))
        << share;
  }
  // Few numbers beside a word are categories.
  EXPECT_EQ(error_of_slips([](int row) {
              return row % 2 == 0 ? std::string("K") : fmt::format("{}", row % 12);
            }),
            "no error");
}

TEST(ColumnSlips, AreNumbersAboutWhichFewRowsAreSure) {
  EXPECT_THAT(error_of_slips([](int row) {
                return (row % 4 == 0 ? "approx " : "") + fmt::format("{}", 1800 + row);
              }),
              HasSubstr("is a number with a mark (\"approx\")"));
}

TEST(ColumnSlips, ArePointsThatMaySeparateThousands) {
  const auto price = [](int row) {
    const int value = 700 + 11 * row;
    return value < 1000 ? fmt::format("{}", value)
                        : fmt::format("{}.{:03}", value / 1000, value % 1000);
  };
  EXPECT_THAT(error_of_slips(price),
              HasSubstr("the point of \"1.008\" may be a decimal mark or separate thousands"));
  EXPECT_THAT(error_of_slips([&](int row) { return price(row) + " kWh"; }), HasSubstr("the point"));
  std::string csv = "x\n";
  for (int row = 0; row < 60; ++row) csv += price(row) + "\n";
  EXPECT_EQ(parse_table(csv, "t.csv", {.decimal = ','}).columns()[0].numbers[59], 1349);
  EXPECT_EQ(parse_table(csv, "t.csv", {.decimal = '.'}).columns()[0].numbers[59], 1.349);
  // A later row shows what the first ones leave open.
  EXPECT_EQ(parse_table(csv + "2.5\n", "t.csv").columns()[0].numbers[59], 1.349);
}

TEST(ColumnSlips, AreNumbersOfExcelAmongDates) {
  EXPECT_THAT(
      error_of_slips([](int row) {
        return row % 2 == 1 ? fmt::format("{}", 44000 + row)
                            : fmt::format("{}/{}/2022", 1 + row % 12, 13 + row % 15);
      }),
      HasSubstr("\"44001\" is a number among dates (30 rows like it), as Excel counts days"));
  EXPECT_EQ(error_of_slips([](int row) { return fmt::format("A{}", row); }), "no error");
}

TEST(ColumnSlips, MayBeginWithAZero) {
  EXPECT_THAT(error_of_slips([](int row) {
                return row == 9 ? std::string("03-May") : fmt::format("{}.5", row % 25);
              }),
              HasSubstr("t.csv:11: column \"x\": \"03-May\" is not a number"));
}

TEST(ColumnSlips, AreNoVersionsOrSpansOfYears) {
  EXPECT_EQ(error_of_slips(
                [](int row) { return row == 9 ? "2.0.1" : fmt::format("{}.{}", row % 3, row); }),
            "no error");
  EXPECT_EQ(error_of_slips(
                [](int row) { return fmt::format("{}-{:02}", 1980 + row, (1981 + row) % 100); }),
            "no error");
}

TEST(ColumnSlips, AreVersionsAmongVeryManyNumbersAndDaysAmongAny) {
  std::string csv = "x\n";
  for (int row = 0; row < 300; ++row) csv += std::to_string(row) + "\n";
  const auto error_of_column = [](const std::string& text) {
    return support::error_of([&] {
      const Table table = parse_table(text, "t.csv");
      refuse_slips(table, table.columns()[0]);
    });
  };
  EXPECT_THAT(error_of_column(csv + "1.2.3\n"), HasSubstr("\"1.2.3\" is not a number"));
  EXPECT_THAT(error_of_slips([](int row) {
                return row == 9 ? std::string("01.03.2020") : fmt::format("{}.5", row);
              }),
              HasSubstr("\"01.03.2020\" is not a number"));
}

TEST(ColumnSlips, AreToldAmongFewNumbers) {
  const auto note = [](const std::function<std::string(int row)>& text) {
    const Table table = column_with(text);
    return few_words_note(table, table.columns()[0]).value_or("");
  };
  EXPECT_EQ(note([](int row) { return row == 9 ? "1O" : std::to_string(row % 5); }),
            "\"1O\" (t.csv:11) is no number, but 59 of 60 values are, so all are read as "
            "categories; correct it, or if it stands for a missing value: `missing = 1O`; if they "
            "are categories: `columns = x=category`");
  EXPECT_EQ(note([](int row) { return row % 9 == 0 ? "other" : std::to_string(row % 5); }), "");
  EXPECT_EQ(note([](int row) { return row == 9 ? "x" : "0" + std::to_string(row % 5); }), "");
}

TEST(ColumnSlips, AreTheHeaderOfASecondTable) {
  std::string csv = "x,y,z\n";
  for (int row = 0; row < 60; ++row) {
    csv += row == 30 ? "u,v,w\n" : fmt::format("{}.5,{}.25,{}\n", row, row * 7 % 31, row % 5);
  }
  const Table table = parse_table(csv, "t.csv");
  EXPECT_THAT(support::error_of([&] { refuse_slips(table, table.columns()[1]); }),
              AllOf(HasSubstr("t.csv:32: column \"y\": \"v\" is not a number, nor is any other"),
                    HasSubstr("the header of a second table")));
}

TEST(TargetSlips, AreNoClasses) {
  const auto error = [](const std::function<std::string(int row)>& text) {
    return support::error_of(
        [&] { choose_task(column_with(text), std::vector<std::string>{"x"}); });
  };
  EXPECT_THAT(error([](int row) { return fmt::format("{}h {}m", row / 7, row % 7); }),
              HasSubstr("numbers such as \"0h 0m\" are not read"));
  EXPECT_THAT(error([](int row) { return fmt::format("2022-01-{:02}", 1 + row % 28); }),
              HasSubstr("target \"x\" holds dates or times, such as \"2022-01-01\""));
}

TEST(ColumnSlips, AreNotWhatStandsForAMissingValue) {
  const std::string error = error_of_slips([](int row) {
    return row == 3 ? "-" : row == 4 ? "." : row == 40 ? "bad" : fmt::format("{}.5", row);
  });
  EXPECT_THAT(error, HasSubstr("t.csv:42: column \"x\": \"bad\" is not a number, but 57 of the "
                               "column's 58 values are"));
  EXPECT_THAT(error, HasSubstr("`missing = bad`"));
}

}  // namespace
}  // namespace ganglion::data

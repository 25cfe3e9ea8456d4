#include "ganglion/data/column_quantities.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <set>

#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// What is said of a column of 40 rows; the first is on line 2.
std::string error_of_column(const std::function<std::string(int row)>& text) {
  Column column{.name = "x", .kind = ColumnKind::category};
  std::set<std::string> names;
  for (int row = 0; row < 40; ++row) names.insert(text(row));
  column.names.assign(names.begin(), names.end());
  std::vector<std::int64_t> lines;
  for (int row = 0; row < 40; ++row) {
    column.codes.push_back(
        static_cast<std::int32_t>(std::distance(names.begin(), names.find(text(row)))));
    lines.push_back(row + 2);
  }
  const Table table("t.csv", {column}, lines);
  return support::error_of([&] { refuse_quantities(table, table.columns()[0]); });
}

TEST(ColumnQuantities, WithAMarkInMostRowsAreRefused) {
  for (const int plain : {1, 3}) {  // the numbers without a mark: none, or every third
    EXPECT_THAT(error_of_column([&](int row) {
                  return row % plain == 1 ? fmt::format("{}.5", row) : fmt::format("<{}.5", row);
                }),
                HasSubstr("t.csv:2: column \"x\": \"<0.5\" is a number with a mark, as most are"));
  }
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("#{}", row); }), "no error");
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("{} b", row); }), "no error");
  EXPECT_THAT(error_of_column([](int row) { return fmt::format("{}٫5", row); }),
              HasSubstr("write their digits as 0 to 9"));
}

TEST(ColumnQuantities, OfMinutesAndSecondsAreRefused) {
  const auto laps = [](int row, const char* mark) {
    return fmt::format("{}:{:02}{}{}", 3 + row % 4, row, mark, row % 10);
  };
  for (const char* mark : {".", ","}) {
    EXPECT_THAT(error_of_column([&](int row) { return laps(row, mark); }),
                HasSubstr("(minutes and seconds) are not read; write them as numbers, in seconds"));
  }
  // A few of them, one of which has no fraction.
  EXPECT_THAT(error_of_column([&](int row) { return row % 5 == 0 ? "3:10" : laps(row % 5, "."); }),
              AllOf(HasSubstr("durations such as \"4:01.1\" (minutes and seconds)")));
  EXPECT_EQ(
      error_of_column([](int row) { return fmt::format("2020 {}", row % 2 ? "Jan" : "May"); }),
      "no error");
}

TEST(ColumnQuantities, OfDifferentUnitsAreRefused) {
  EXPECT_EQ(
      error_of_column([](int row) {
        return row % 4 == 3 ? fmt::format("{} g", row * 100) : fmt::format("{} kg", row);
      }),
      "t.csv:5: column \"x\": the numbers have different units (\"kg\" in 30 rows such as \"0 "
      "kg\", \"g\" in 10 rows such as \"300 g\"); write all in one unit, without it; if they "
      "are categories: `columns = x=category`");
  EXPECT_THAT(
      error_of_column([](int row) { return fmt::format("{}.5{}", row, row % 2 == 0 ? "M" : "k"); }),
      HasSubstr("different units"));
  EXPECT_THAT(
      error_of_column([](int row) {
        return fmt::format("{} {}", row, row == 1 ? "year" : row % 2 == 0 ? "years" : "months");
      }),
      HasSubstr("different units"));
}

TEST(ColumnQuantities, OfWhichSomeHaveFlagsAreRefused) {
  const auto flagged = [](std::string_view fraction) {
    return [fraction](int row) {  // as statistical offices mark what is provisional
      constexpr std::array<std::string_view, 5> kFlags = {"", " b", " p", " e", ""};
      return fmt::format("{}{}{}", row, fraction, kFlags[static_cast<std::size_t>(row % 5)]);
    };
  };
  EXPECT_THAT(
      error_of_column(flagged(".5")),
      AllOf(HasSubstr("some numbers have a unit or mark (\"b\" in 8 rows such as \"1.5 b\""),
            HasSubstr("16 have none; write all in one unit, without it, and marks in a column")));
  EXPECT_EQ(error_of_column(flagged("")), "no error");  // houses
}

TEST(ColumnQuantities, InFormsThatAreNotReadAreRefused) {
  const std::vector<std::string> forms = {
      "{}.5 ± 0.2",      "{}.5+/-0.2", "{}.51(3)",     "tensor({}.5)", "np.float64({}.5)",
      "Decimal('{}.5')", "{}.5+2j",    "({}.5-1e-3j)", "N {}.5",       "{}.5° W",
      "ca. {}.5",        "≈ {}.5",     "({}.5, 2)"};
  for (const std::string& form : forms) {
    EXPECT_THAT(error_of_column([&](int row) { return fmt::format(fmt::runtime(form), row + 10); }),
                AllOf(HasSubstr("t.csv:2: column \"x\": numbers such as "),
                      HasSubstr("are not read; write")))
        << form;
  }
  for (const std::string zero : {"٠", "۰", "०", "০", "๐", "０"}) {
    EXPECT_THAT(error_of_column([&](int row) {
                  std::string digit = zero;
                  digit.back() = static_cast<char>(digit.back() + row % 10);
                  return fmt::format("{}{}", row + 10, digit);
                }),
                HasSubstr("write their digits as 0 to 9"));
  }
}

TEST(ColumnQuantities, NamesWithBracketsAreNone) {
  const std::vector<std::string> forms = {"sample({})", "{}E",  "10.1038/s{}", "{} (2)",
                                          "W{}",        "x{}j", "c{}.5"};
  for (const std::string& form : forms) {
    EXPECT_EQ(error_of_column([&](int row) { return fmt::format(fmt::runtime(form), row + 10); }),
              "no error")
        << form;
  }
}

TEST(ColumnQuantities, CodesAndNamesAreNone) {
  for (const std::string units : {"ABCD", "BDEF"}) {  // seats
    EXPECT_EQ(error_of_column([&](int row) {
                return fmt::format("{}{}", row, units[static_cast<std::size_t>(row % 4)]);
              }),
              "no error");
  }
  EXPECT_EQ(error_of_column([](int row) {
              return fmt::format("{} {} Street", row, row % 2 == 0 ? "Main" : "Park");
            }),
            "no error");
  const std::vector<std::string> ordinals = {"st", "nd", "rd", "th"};
  EXPECT_EQ(error_of_column([&](int row) {
              return fmt::format("{}{}", row, ordinals[static_cast<std::size_t>(row % 4)]);
            }),
            "no error");
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("{} kg", row); }), "no error");
  EXPECT_EQ(error_of_column([](int row) {  // few, which repeat
              return row % 2 == 0 ? "5 kg" : "300 g";
            }),
            "no error");
}

TEST(ColumnQuantities, OfADayOrMoreAreDurations) {
  EXPECT_THAT(
      error_of_column([](int row) { return fmt::format("{}:15:{:02}", row, row); }),
      AllOf(HasSubstr("t.csv:26: column \"x\": durations such as \"24:15:24\" are not read"),
            HasSubstr("in hours or seconds; if they are categories: `columns = x=category`")));
  EXPECT_THAT(error_of_column([](int row) { return fmt::format("{} days 03:00:00", row); }),
              HasSubstr("durations such as \"1 days 03:00:00\""));
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("{}:{:02}", row % 24, row); }),
            "no error");
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("{}:{}", 90 + row, 70 + row); }),
            "no error");  // points of two teams
}

TEST(ColumnQuantities, OfOtherNotationsAreRefused) {
  EXPECT_THAT(error_of_column([](int row) { return fmt::format("0x{:X}", row * 7); }),
              HasSubstr("hexadecimal numbers such as \"0x0\" are not read"));
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("0x{:020x}", row); }), "no error");
  EXPECT_THAT(error_of_column([](int row) {
                return row < 2 ? std::to_string(row) : fmt::format("{}_{:03}", row, row);
              }),
              AllOf(HasSubstr("numbers such as \"2_002\" have underscores"),
                    HasSubstr("`columns = x=number thousands=underscore`")));
  EXPECT_EQ(error_of_column([](int row) { return fmt::format("a_{}", row); }), "no error");
}

}  // namespace
}  // namespace ganglion::data

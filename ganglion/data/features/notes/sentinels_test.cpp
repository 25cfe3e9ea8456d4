#include "ganglion/data/features/notes/sentinels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include <string>
#include <vector>

namespace ganglion::data {
namespace {

std::string note(std::vector<double> numbers) {
  return sentinel_note({.name = "v", .numbers = std::move(numbers)}).value_or("");
}

TEST(Sentinels, AreNinesFarFromAllOthers) {
  EXPECT_EQ(note({-999, 0.5, 29.2, -999, 12}),
            "-999 in 2 of 5 rows is far from all others (0.5 to 29.2); if it stands for a missing "
            "value: `columns = v=number missing=-999`");
  EXPECT_NE(note({1, 2, 9999.99, 5, 9999.99}), "");
  EXPECT_NE(note({99, 1, 0, 1, 99}), "");
}

/// Of R, GDAL, climate models, NetCDF, ESRI and numeric_limits.
TEST(Sentinels, AreWhatProgramsWriteWhereThereIsNoValue) {
  for (const double fill : {-2147483648.0, -32768.0, 1e20, 9.96921e36, 9.969209968386869e36,
                            -3.40282e38, -3.4028234663852886e38, 1.79769e308}) {
    EXPECT_NE(note({0.5, fill, 29.2, fill, 12}), "") << fill;
  }
  EXPECT_EQ(note({-32768, 32767, -32768, -100}), "");  // of a recording of 16 bits
  EXPECT_EQ(note({1e19, 1, 1e19, 2}), "");
}

TEST(Sentinels, MayStandOnceBelowNumbersThatAreNeverNegative) {
  std::vector<double> numbers = {0.5, 29, 12, 7, 3, 8, 15, 22, 4, 6};
  numbers.push_back(-99.99);
  EXPECT_NE(note(numbers), "");
  numbers.back() = -99;  // two nines
  EXPECT_EQ(note(numbers), "");
  numbers.back() = 999.9;
  EXPECT_EQ(note(numbers), "");
}

TEST(Sentinels, AreNoOrdinaryNumbers) {
  EXPECT_EQ(note({-999, 0.5, 29.2}), "");        // once
  EXPECT_EQ(note({999, 0, 500, 999, 700}), "");  // not far
  EXPECT_EQ(note({9, 1, 9, 2}), "");
  EXPECT_EQ(note({-998, 1, -998, 2}), "");
  EXPECT_EQ(note({999, 0, 0, 999}), "");  // two values
  EXPECT_EQ(note({}), "");
}

std::string date_note(const std::vector<std::string>& days) {
  Column column{.name = "d", .kind = ColumnKind::category};
  for (const std::string& day : days) {
    column.names.push_back(day);
    column.codes.push_back(static_cast<std::int32_t>(column.codes.size()));
  }
  return date_sentinel_note(column, DateOrder::day_first).value_or("");
}

TEST(Sentinels, AreWhatOtherProgramsWrite) {
  for (const double mark :
       {-999.25, -9999.25, -8888.0, -6999.0, 1.70141e38, 1e30, -3.4e38, 65535.0}) {
    Column column{.name = "x"};
    for (int row = 0; row < 40; ++row) column.numbers.push_back(row % 8 == 0 ? mark : 60 + row);
    EXPECT_TRUE(sentinel_note(column)) << mark;
  }
  Column measured{.name = "x"};
  for (int row = 0; row < 40; ++row) measured.numbers.push_back(row % 8 == 0 ? -41.25 : 60 + row);
  EXPECT_FALSE(sentinel_note(measured));
}

TEST(Sentinels, AreDatesFarFromAllOthers) {
  EXPECT_EQ(date_note({"2021-03-04", "9999-12-31", "2021-05-01", "9999-12-31"}),
            "9999-12-31 in 2 of 4 rows is far from all others; if it stands for a missing value: "
            "`columns = d=date missing=9999-12-31`");
  EXPECT_NE(date_note({"04.03.2021", "01.01.1900", "01.05.2022", "01.01.1900"}), "");
  EXPECT_EQ(date_note({"1970-01-01", "1970-01-02", "1970-01-01", "1970-02-01"}), "");
  EXPECT_EQ(date_note({"2021-03-04", "9999-12-31", "2021-05-01"}), "");
}

TEST(DenseDates, AreWholeNumbersThatAreAllDays) {
  Column column{.name = "day"};
  for (int i = 1; i <= 12; ++i) column.numbers.push_back(20220100 + i);
  EXPECT_EQ(dense_dates_note(column).value_or(""),
            "numbers that are all days, such as 20220101; to read them as dates: `columns = "
            "day=date`");
  column.numbers[3] = 20220199;
  EXPECT_FALSE(dense_dates_note(column));
}

TEST(DenseDates, MayBeTimes) {
  Column column{.name = "at"};
  for (int i = 0; i < 12; ++i) column.numbers.push_back(20240131235900.0 + i);
  EXPECT_EQ(dense_dates_note(column).value_or(""),
            "numbers that are all times, such as 20240131235900; to read them as dates: `columns = "
            "at=date`");
  column.numbers[3] = 20240131246000.0;
  EXPECT_FALSE(dense_dates_note(column));
}

TEST(DenseDates, MayHaveTheYearLast) {
  Column column{.name = "day"};
  for (int i = 1; i <= 12; ++i) column.numbers.push_back(2 * i * 1000000 + 22020);
  EXPECT_EQ(dense_dates_note(column).value_or(""),
            "numbers that are all days with the year last, such as 02022020; to have them read as "
            "dates, write them as 2020-02-02");
  column.numbers.clear();
  for (int i = 13; i <= 28; ++i) column.numbers.push_back(2002021 + i * 10000);
  EXPECT_THAT(dense_dates_note(column).value_or(""), ::testing::HasSubstr("2021-02-13"));
  column.numbers[3] = 13132020;
  EXPECT_FALSE(dense_dates_note(column));
}

TEST(DenseDates, AreNumbersThatAreAllMonths) {
  Column column{.name = "m"};
  const auto note = [&](const std::function<double(int month)>& number) {
    column.numbers.clear();
    for (int i = 0; i < 24; ++i) column.numbers.push_back(number(i));
    return dense_dates_note(column).value_or("");
  };
  EXPECT_EQ(note([](int i) { return 201901 + 100 * (i / 12) + i % 12; }),
            "numbers that are all months, such as 201901; to read them as dates: `columns = "
            "m=date`");
  EXPECT_NE(note([](int i) { return (201901 + 100 * (i / 12) + i % 12) / 100.0; }), "");
  EXPECT_NE(note([](int i) { return (12019 + 10000 * (i % 12) + i / 12) / 10000.0; }), "");
  EXPECT_EQ(note([](int i) { return 201901 + i; }), "");
  EXPECT_EQ(note([](int i) { return 2019 + i; }), "");
}

}  // namespace
}  // namespace ganglion::data

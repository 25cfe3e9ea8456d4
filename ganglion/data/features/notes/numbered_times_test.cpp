#include "ganglion/data/features/notes/numbered_times.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ganglion::data {
namespace {

/// Of twenty numbers from `first` on, and a missing one.
std::string times_note(const std::string& name, double first, double step) {
  Column column{.name = name};
  column.numbers.push_back(std::nan(""));
  for (int i = 0; i < 20; ++i) column.numbers.push_back(first + step * i);
  return numbered_times_note(column).value_or("");
}

TEST(NumberedTimes, AreToldByTheirDays) {
  EXPECT_EQ(
      times_note("created_at", 1'700'000'000, 3600),
      "numbers that seem to be seconds since 1970, such as 1700000000 (2023-11-14), are taken "
      "as numbers; to have hours, weekdays or months learned from, write them as dates");
  EXPECT_NE(times_note("Timestamp", 1'700'000'000'123, 5e6).find("milliseconds"),
            std::string::npos);
  EXPECT_NE(times_note("ts", 1.7e15, 5e9).find("microseconds"), std::string::npos);
  EXPECT_NE(times_note("ts", 1.7e18, 5e12).find("nanoseconds"), std::string::npos);
  EXPECT_NE(
      times_note("OrderDate", 45'292.25, 1).find("spreadsheet, such as 45292.25 (2024-01-01)"),
      std::string::npos);
}

TEST(NumberedTimes, AreNotOtherNumbers) {
  EXPECT_EQ(times_note("population", 1'700'000'000, 3600), "");
  EXPECT_EQ(times_note("price", 45'292, 1), "");
  EXPECT_EQ(times_note("time", 12.5, 1), "");
  EXPECT_EQ(times_note("date", 20'240'101, 1), "") << "a day that is written as one";
  EXPECT_EQ(times_note("date", 45'292, 0), "") << "a single one";
}

}  // namespace
}  // namespace ganglion::data

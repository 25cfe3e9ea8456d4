#include "ganglion/data/text/period.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {
namespace {

/// "days" or "years", with "?" where other readings are likely, too; empty for other texts.
std::string found_in(const std::vector<std::string>& texts) {
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  const auto numbers = month_numbers(views);
  if (!numbers) return "";
  return std::string(numbers->days ? "days" : "years") + (numbers->sure ? "" : "?");
}

/// One text for each of so many steps.
std::vector<std::string> texts_of(int count, const std::function<std::string(int)>& text) {
  std::vector<std::string> texts;
  for (int i = 0; i < count; ++i) texts.push_back(text(i));
  return texts;
}

TEST(MonthNumbers, AreDaysWhereTheyLieCloserAsDays) {
  EXPECT_EQ(found_in(texts_of(28, [](int i) { return month_day_text(6, i + 1); })), "days?");
  EXPECT_EQ(found_in(texts_of(60, [](int i) { return month_day_text(1 + i % 5, 1 + i % 28); })),
            "days?");
  EXPECT_EQ(found_in(texts_of(366,
                              [](int i) {
                                const CalendarDay day =
                                    calendar_day(days_since_epoch(2000, 1, 1) + i);
                                return month_day_text(day.month, day.day);
                              })),
            "days");
}

TEST(MonthNumbers, AreYearsOfMonthsInARow) {
  const auto month_of_year = [](int i) { return month_day_text(1 + i % 12, 5 + i / 12); };
  EXPECT_EQ(found_in(texts_of(120, month_of_year)), "years");
  EXPECT_EQ(found_in(texts_of(60, [&](int i) { return month_of_year(3 * i + 2); })), "years");
  EXPECT_EQ(found_in(texts_of(40, [&](int i) { return month_of_year(i * i * 7 % 191); })),
            "years?");
  EXPECT_EQ(found_in({"Jan-98", "Feb-01"}), "years");
  EXPECT_EQ(found_in({"Feb-30", "Jan-01"}), "years");
  EXPECT_EQ(found_in({"Jun-00", "Jun-01"}), "years");
}

TEST(MonthNumbers, AreNamesOfMonthsAndTwoDigits) {
  EXPECT_EQ(found_in({}), "");
  for (const char* text : {"Jun-1", "Jun-2001", "Jun 01", "Jun'01", "01-Jun", "Jux-01", "-01"}) {
    EXPECT_EQ(found_in({"Jun-02", text}), "") << text;
  }
  EXPECT_EQ(found_in({"juin-02", "juillet-02", " Mai-04 "}), "years?");
}

TEST(MonthNumbers, AreReadByTheOrder) {
  const auto day = parse_date("Jun-08", DateOrder::no_year);
  ASSERT_TRUE(day);
  EXPECT_EQ(day->values[1], 6);
  EXPECT_EQ(day->values[2], 8);
  EXPECT_EQ(parse_date("Jun-08", DateOrder::month_first)->values[0], 2008);
  EXPECT_TRUE(parse_date("Feb-29", DateOrder::no_year));
  for (const char* text : {"Feb-30", "Jun-00", "Jun-99", "2020-06-08"}) {
    EXPECT_FALSE(parse_date(text, DateOrder::no_year)) << text;
  }
}

}  // namespace
}  // namespace ganglion::data

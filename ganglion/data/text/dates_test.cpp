#include "ganglion/data/text/dates.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {
namespace {

/// "2020-12-31 4 23.5": the day, its weekday and the hour; empty for no date.
std::string read_as_day(std::string_view text) {
  const auto date = parse_date(text, DateOrder::day_first);
  if (!date) return "";
  const auto& [year, month, day, weekday, hour] = date->values;
  const auto whole = [](double x) { return std::to_string(static_cast<int>(x)); };
  return whole(year) + "-" + whole(month) + "-" + whole(day) + " " + whole(weekday) +
         (hour == 0 ? "" : " " + whole(hour * 60));
}

TEST(DateForms, OfPrograms) {
  // 31 December 2020 was a Thursday; 23:59 are 1439 minutes.
  for (const char* text :
       {"31DEC2020", "31Dec2020", "31-DEC-2020", "20201231", "December 31st, 2020",
        "31st December 2020", "31. Dezember 2020", "31. Dez. 2020", "31 décembre 2020",
        "31 diciembre 2020", "31 dic 2020", "Do, 31.12.2020", "jeudi 31 décembre 2020",
        "Donnerstag, 31. Dezember 2020", "2020-W53-4", "2020W534", "2020年12月31日",
        "2020년 12월 31일"}) {
    EXPECT_EQ(read_as_day(text), "2020-12-31 4") << text;
  }
  for (const char* text :
       {"31DEC2020:23:59:00", "31/Dec/2020:23:59:00 +0000", "Thu Dec 31 23:59:00 2020",
        "20201231T235900", "20201231T235900Z", "2020-12-31 23:59:00 CET", "2020-12-31T23:59-05:00",
        "20201231 23:59", "2020-12-31 11:59 p.m.", "31-DEC-20 11.59.00.000000 PM",
        "2020-12-31-23.59.00.000", "31/12/2020, 11:59:00 PM", "2020-12-31 23:59 GMT+1",
        "2020年12月31日 23:59", "20201231235900"}) {
    EXPECT_EQ(read_as_day(text), "2020-12-31 4 1439") << text;
  }
}

TEST(DateForms, OfMonthsQuartersAndWeeks) {
  EXPECT_EQ(read_as_day("Jan-24"), "2024-1-1 1");
  EXPECT_EQ(read_as_day("Dec2020"), "2020-12-1 2");
  EXPECT_EQ(read_as_day("Sep-99"), "1999-9-1 3");
  EXPECT_EQ(read_as_day("Mär 2024"), "2024-3-1 5");
  EXPECT_EQ(read_as_day("MÄRZ 2024"), "2024-3-1 5");
  EXPECT_EQ(read_as_day("août 2024"), "2024-8-1 4");
  for (const char* text : {"2024-Q3", "2024Q3", "2024 Q3", "Q3 2024", "Q3-2024", "Q3/2024"}) {
    EXPECT_EQ(read_as_day(text), "2024-7-1 1") << text;
  }
  for (const char* text : {"2024/Q3", "2024.Q3", "2024q3", "Q3 24", "Q3'24", "3Q24", "3Q2024",
                           "3Q 2024", "2024M07", "2024-M7", "2024m7", "2024H2", "2024-S2"}) {
    EXPECT_EQ(read_as_day(text), "2024-7-1 1") << text;
  }
  for (const char* text : {"7/2024", "07/2024", "2024-7", "2024/07", "2024/7", "7-2024", "07-2024",
                           "07.2024", "2024.07", "202407", "Jul'24", "2024 Jul", "Jul-2024"}) {
    EXPECT_EQ(read_as_day(text), "2024-7-1 1") << text;
  }
  EXPECT_EQ(read_as_day("2024-W05"), "2024-1-29 1");
  EXPECT_EQ(read_as_day("2024W05"), "2024-1-29 1");
  EXPECT_EQ(read_as_day("2009-W01"), "2008-12-29 1");  // ISO 8601's own example
}

TEST(DateForms, ThatAreNone) {
  for (const char* text : {"2021-W53",
                           "2024-W00",
                           "2024-W5",
                           "2024-W05-8",
                           "2024W05-1",
                           "2024-Q5",
                           "Q3",
                           "Q32024",
                           "jui 2020",
                           "24-Jan",
                           "Jan 24",
                           "20201331",
                           "12345678",
                           "31x2020",
                           "31stx 2020",
                           "2020-12-31 23:59 XYZ",
                           "2020-12-31 23:59 +",
                           "1Dec2020 9",
                           "Thu Dec 31 23:59:00 20",
                           "DEC20",
                           "2020-366",
                           "3/8000",
                           "7.2024",
                           "2024.7",
                           "13/2024",
                           "202413",
                           "2024M13",
                           "2024H3",
                           "1224M5",
                           "Q3-24",
                           "31'Dec'2020",
                           "7:14.5",
                           "7:14,5",
                           "2020123"}) {
    EXPECT_EQ(read_as_day(text), "") << text;
  }
}

TEST(DateOrders, TakeNoSpansOfYears) {
  const auto order = [](std::vector<std::string_view> texts) { return order_of_dates(texts); };
  EXPECT_FALSE(order({"2007-08", "2008-09", "2010-11"}));
  EXPECT_FALSE(order({"2009/10", "2010/11", "2011/12", "2012/13"}));
  EXPECT_TRUE(order({"2007-08", "2008-09", "2010-10"}));
}

TEST(DateForms, HonourZones) {
  const auto hours = [](const char* text) { return parse_date(text, DateOrder::day_first)->hours; };
  const double utc = hours("2020-12-31 12:00Z");
  EXPECT_EQ(hours("2020-12-31 13:00 CET"), utc);
  EXPECT_EQ(hours("2020-12-31 07:00 EST"), utc);
  EXPECT_EQ(hours("31/Dec/2020:14:00:00 +0200"), utc);
  EXPECT_EQ(hours("2020-12-31 10:00-2"), utc);
}

}  // namespace
}  // namespace ganglion::data

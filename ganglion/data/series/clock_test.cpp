#include "ganglion/data/series/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Table times_table(const std::vector<std::string>& times) {
  std::string csv = "t,y\n";
  for (const std::string& time : times) csv += time + ",1\n";
  return parse_table(csv, "t.csv");
}

struct Found {
  SeriesClock clock;
  std::vector<std::int64_t> positions;
};

Found found(const std::vector<std::string>& times) {
  const Table table = times_table(times);
  const SeriesClock clock = find_clock(table, "t");
  return {clock, positions_of(table, "t", clock)};
}

std::string refusal(const std::vector<std::string>& times) {
  return support::error_of([&] { found(times); });
}

TEST(SeriesClock, MonthsAreEquallyFarApart) {
  const Found months = found({"2019-11", "2019-12", "2020-01", "2020-03"});
  EXPECT_EQ(months.clock.unit, ClockUnit::months);
  EXPECT_THAT(months.positions, ElementsAre(0, 1, 2, 4));
  EXPECT_EQ(time_text(months.clock, 14), "2021-01");
  EXPECT_EQ(time_text(months.clock, -11), "2018-12");
  EXPECT_EQ(step_text(months.clock), "1 month");
}

TEST(SeriesClock, LastDaysOfMonthsStayLastDays) {
  const Found ends = found({"31.12.2019", "31.01.2020", "29.02.2020", "31.03.2020", "30.04.2020"});
  EXPECT_EQ(ends.clock.unit, ClockUnit::months);
  EXPECT_EQ(time_text(ends.clock, 14), "2021-02-28");
  EXPECT_EQ(time_text(ends.clock, 5), "2020-05-31");
}

TEST(SeriesClock, QuartersAndYearsAreMonths) {
  EXPECT_EQ(step_text(found({"2019-01-01", "2019-04-01", "2019-07-01"}).clock), "3 months");
  EXPECT_EQ(step_text(found({"2017-06-30", "2018-06-30", "2019-06-30"}).clock), "1 year");
}

TEST(SeriesClock, DaysGoOverTheLeapDay) {
  const Found days = found({"2020-02-26", "2020-02-27", "2020-02-28"});
  EXPECT_EQ(days.clock.unit, ClockUnit::seconds);
  EXPECT_EQ(step_text(days.clock), "1 day");
  EXPECT_EQ(time_text(days.clock, 3), "2020-02-29");
  EXPECT_EQ(time_text(days.clock, 4), "2020-03-01");
  EXPECT_EQ(time_parts(days.clock, 3).values[3], 6);  // a Saturday
}

TEST(SeriesClock, TablesWithoutWeekendsCountWeekdays) {
  std::vector<std::string> days;
  for (const char* day : {"04", "05", "06", "07", "08", "11", "12", "13", "14", "15", "18", "19"}) {
    days.push_back(std::string("2021-01-") + day);
  }
  const Found weekdays = found(days);
  EXPECT_EQ(weekdays.clock.unit, ClockUnit::weekdays);
  EXPECT_THAT(weekdays.positions, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
  EXPECT_EQ(time_text(weekdays.clock, 14), "2021-01-22");
  EXPECT_EQ(time_text(weekdays.clock, 15), "2021-01-25") << "Monday follows Friday";
  EXPECT_THAT(
      support::error_of([&] { positions_of(times_table({"2021-01-23"}), "t", weekdays.clock); }),
      HasSubstr("is no weekday"));
}

TEST(SeriesClock, HoursAndMinutesHaveTimes) {
  const Found quarters = found({"2021-01-04 23:30", "2021-01-04 23:45", "2021-01-05 00:15"});
  EXPECT_EQ(step_text(quarters.clock), "15 minutes");
  EXPECT_THAT(quarters.positions, ElementsAre(0, 1, 3));
  EXPECT_EQ(time_text(quarters.clock, 2), "2021-01-05 00:00");
}

TEST(SeriesClock, MomentsWithAnOffsetAreInUtc) {
  const Found hours = found({"2021-03-28T00:30+01:00", "2021-03-28T01:30+01:00",
                             "2021-03-28T03:30+02:00", "2021-03-28T04:30+02:00"});
  EXPECT_THAT(hours.positions, ElementsAre(0, 1, 2, 3)) << "the hour that summer time leaves out";
  EXPECT_EQ(time_text(hours.clock, 0), "2021-03-27T23:30Z");
}

TEST(SeriesClock, DaysBeginByTheClockOnTheWall) {
  const Found days = found({"2021-03-26T00:00+01:00", "2021-03-27T00:00+01:00",
                            "2021-03-28T00:00+01:00", "2021-03-29T00:00+02:00"});
  EXPECT_EQ(step_text(days.clock), "1 day");
  EXPECT_THAT(days.positions, ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(time_text(days.clock, 4), "2021-03-30 00:00");
}

TEST(SeriesClock, OffsetsOfAnotherTableAreReadAsTrainingsWere) {
  const SeriesClock local =
      found({"2021-01-04 00:00", "2021-01-04 01:00", "2021-01-04 02:00"}).clock;
  EXPECT_THAT(
      positions_of(times_table({"2021-01-04T03:00+05:00", "2021-01-04T04:00Z"}), "t", local),
      ElementsAre(3, 4))
      << "by the hour that is written, as features of dates have it";
  const SeriesClock moments =
      found({"2021-01-04T00:00Z", "2021-01-04T01:00Z", "2021-01-04T02:00Z"}).clock;
  EXPECT_THAT(positions_of(times_table({"2021-01-04T08:00+05:00"}), "t", moments), ElementsAre(3));
  EXPECT_THAT(
      support::error_of([&] { positions_of(times_table({"2021-01-04 03:00"}), "t", moments); }),
      HasSubstr("t.csv:2: column \"t\": \"2021-01-04 03:00\" says no offset from UTC"));
}

TEST(SeriesClock, DatesOfAnotherOrderAreRefused) {
  const SeriesClock days = found({"2024-05-01", "2024-05-02", "2024-05-03"}).clock;
  const auto refused = [&](const std::vector<std::string>& times) {
    return support::error_of([&] { positions_of(times_table(times), "t", days); });
  };
  EXPECT_THAT(refused({"2024-05-11", "2024-05-12", "05/13/2024"}),
              HasSubstr("t.csv:4: column \"t\": \"05/13/2024\" is not a date with the day first"));
  EXPECT_THAT(refused({"05/13/2024", "05/14/2024"}), HasSubstr("t.csv:2: "));
  EXPECT_THAT(refused({"2024-05-11", "12:00"}), HasSubstr("\"12:00\" is not a date, but"));
  EXPECT_THAT(refused({"2024-05-11", "soon"}), HasSubstr("\"soon\" is not a date, but"));
  EXPECT_THAT(refused({"2024-05-11", ""}), HasSubstr("the time is missing"));
}

TEST(SeriesClock, NumbersMayBeRounded) {
  const Found months =
      found({"1949.000", "1949.083", "1949.167", "1949.250", "1949.333", "1949.417", "1949.500",
             "1949.583", "1949.667", "1949.750", "1949.833", "1949.917", "1950.000"});
  EXPECT_EQ(months.positions.back(), 12);
  EXPECT_NEAR(time_number(months.clock, 24), 1951.0, 1e-3);
  const Found years = found({"1700", "1701", "1703"});
  EXPECT_THAT(years.positions, ElementsAre(0, 1, 3));
  EXPECT_EQ(time_text(years.clock, 10), "1710");
}

TEST(SeriesClock, IrregularTimesAreRefused) {
  EXPECT_THAT(refusal({"2020-01-01", "2020-01-02", "2020-03-05", "2020-07-09"}),
              HasSubstr("only 4 have a row"));
  EXPECT_THAT(refusal({"1", "2", "2.7", "3.1", "4"}), HasSubstr("no common step"));
  EXPECT_THAT(refusal({"1", "2", "2"}), HasSubstr("2 different times are too few"));
}

TEST(SeriesClock, TimesOfAnotherTableMustFit) {
  const SeriesClock days = found({"2020-01-01", "2020-01-03", "2020-01-05"}).clock;
  EXPECT_THAT(positions_of(times_table({"2019-12-30", "2020-01-07"}), "t", days),
              ElementsAre(-1, 3));
  EXPECT_THAT(support::error_of([&] { positions_of(times_table({"2020-01-06"}), "t", days); }),
              HasSubstr("is not a multiple of 2 days from 2020-01-01"));
  EXPECT_THAT(support::error_of([&] { positions_of(times_table({"5"}), "t", days); }),
              HasSubstr("the model was trained on dates"));
}

}  // namespace
}  // namespace ganglion::data

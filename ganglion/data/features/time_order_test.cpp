#include "ganglion/data/features/time_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using Indices = std::vector<std::int64_t>;

std::string time_error(const std::string& csv, const std::string& column) {
  return support::error_of([&] { times_of(parse_table(csv, "t.csv"), column); });
}

TEST(TimeOrder, IsThatOfNumbersAndDates) {
  const Table table = parse_table(
      "step,day,when\n2,31/01/2020,2020-01-31 09:30\n1,01/02/2020,2020-01-31 23:59\n"
      "3,15/01/2020,2020-02-01\n",
      "t.csv");
  EXPECT_EQ(times_of(table, "step"), (std::vector<double>{2, 1, 3}));
  const auto day = times_of(table, "day");
  EXPECT_LT(day[2], day[0]);
  EXPECT_LT(day[0], day[1]);
  const auto when = times_of(table, "when");
  EXPECT_LT(when[0], when[1]);
  EXPECT_LT(when[1], when[2]);
}

TEST(TimeOrder, RefusesWhatHasNone) {
  EXPECT_EQ(
      time_error("day,y\n2020-01-31,1\n,0\n", "day").find("t.csv:3: column \"day\": the time"), 0U);
  EXPECT_EQ(time_error("day,y\n2020-01-31,1\nsoon,0\n", "day")
                .find("t.csv:3: column \"day\": \"soon\" is neither a number nor a date"),
            0U);
  EXPECT_EQ(time_error("day,y\n2020-01-31,1\n5,0\n", "day")
                .find("t.csv:3: column \"day\": \"5\" is a number, but other rows have dates"),
            0U);
  EXPECT_EQ(time_error("day,y\n,1\nred,0\n", "day")
                .find("t.csv:3: column \"day\": the column holds texts such as \"red\""),
            0U)
      << "not that a time is missing";
  EXPECT_NE(time_error("day,y\n31/01/2020,1\n01/31/2020,0\n", "day").find("has the month first"),
            std::string::npos);
  EXPECT_NE(time_error("day,y\n2020-01-31,1\n", "dya").find("did you mean \"day\"?"),
            std::string::npos);
}

TEST(TimeOrder, TheLatestRowsAreTheTest) {
  const std::vector<double> times = {5, 1, 4, 2, 3};
  const RowSplit parts = split_by_time(times, 0.4);
  EXPECT_EQ(parts.train, (Indices{1, 3, 4}));
  EXPECT_EQ(parts.test, (Indices{0, 2}));
  // Four rows of one day are not divided: the nearest cut is before them.
  EXPECT_EQ(split_by_time(std::vector<double>{1, 2, 2, 2, 2}, 0.2).train, (Indices{0}));
  EXPECT_EQ(split_by_time(std::vector<double>{1, 2}, 0.01).test, (Indices{1}));
  EXPECT_THROW(split_by_time(std::vector<double>{7, 7, 7}, 0.5), Error);
  EXPECT_THROW(split_by_time(times, 1), Error);
}

TEST(TimeOrder, StretchesAreOfEqualSizeWhereTheyCan) {
  EXPECT_EQ(stretches_of_time(std::vector<double>{6, 5, 4, 3, 2, 1}, 3),
            (Indices{2, 2, 1, 1, 0, 0}));
  EXPECT_EQ(stretches_of_time(std::vector<double>{1, 1, 1, 1, 2, 3}, 3),
            (Indices{0, 0, 0, 0, 1, 2}));
  EXPECT_THROW(stretches_of_time(std::vector<double>{1, 1, 2}, 3), Error);
}

RC_GTEST_PROP(TimeOrder, NoRowOfTheTestIsEarlierThanOneBeforeIt, (const std::vector<int>& whole)) {
  const std::vector<double> times(whole.begin(), whole.end());
  RC_PRE(std::ranges::adjacent_find(times, std::not_equal_to()) != times.end());
  const RowSplit parts = split_by_time(times, 0.3);
  RC_ASSERT(parts.train.size() + parts.test.size() == times.size());
  RC_ASSERT(!parts.train.empty() && !parts.test.empty());
  const auto time = [&](std::int64_t row) { return times[static_cast<std::size_t>(row)]; };
  double latest = time(parts.train[0]);
  for (const std::int64_t row : parts.train) latest = std::max(latest, time(row));
  for (const std::int64_t row : parts.test) RC_ASSERT(time(row) > latest);
}

}  // namespace
}  // namespace ganglion::data

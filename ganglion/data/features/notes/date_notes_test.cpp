#include "ganglion/data/features/notes/date_notes.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "ganglion/data/csv/parse_table.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> notes_on(const std::function<std::string(int row)>& text,
                                  bool test_is_random = false) {
  std::string csv = "d,x\n";
  for (int row = 0; row < 60; ++row) csv += fmt::format("{},{}\n", text(row), row);
  const Table table = parse_table(csv, "t.csv");
  const Column& column = table.column("d");
  std::vector<std::optional<DateParts>> dates;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    dates.push_back(parse_date(column.text(row), DateOrder::day_first));
  }
  return date_notes(column, dates, test_is_random);
}

TEST(DateNotes, TellYearsOfTwoDigitsInTheFuture) {
  EXPECT_THAT(notes_on([](int row) { return fmt::format("19.05.{:02}", row); }),
              ElementsAre(HasSubstr("is taken for 20")));
  EXPECT_THAT(notes_on([](int row) { return fmt::format("19.05.20{:02}", row); }), IsEmpty());
  EXPECT_THAT(notes_on([](int row) { return fmt::format("19.05.{:02}", 70 + row % 30); }),
              IsEmpty());
}

TEST(DateNotes, TellYearsOfOtherCalendars) {
  for (const int year : {1399, 1442, 2564}) {
    EXPECT_THAT(notes_on([&](int row) { return fmt::format("{}-01-{:02}", year, 1 + row % 28); }),
                ElementsAre(HasSubstr(fmt::format("that of \"{}-01-01\"", year))));
  }
  EXPECT_THAT(notes_on([](int row) { return fmt::format("1643-01-{:02}", 1 + row % 28); }),
              IsEmpty());
}

TEST(DateNotes, TellRowsInTheOrderOfTimeWhereTheTestIsRandom) {
  const auto rising = [](int row) {
    return fmt::format("2020-{:02}-{:02}", 1 + row / 28, 1 + row % 28);
  };
  EXPECT_THAT(notes_on(rising, true), ElementsAre(HasSubstr("`time_column = d`")));
  EXPECT_THAT(notes_on(rising), IsEmpty());
  EXPECT_THAT(notes_on([&](int row) { return rising(row == 30 ? 0 : row); }, true), IsEmpty());
}

}  // namespace
}  // namespace ganglion::data

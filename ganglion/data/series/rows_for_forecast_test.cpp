#include "ganglion/data/series/rows_for_forecast.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/series/clock.h"

namespace ganglion::data {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Thirty days of May and June 2024, from the 1st of May on.
std::string daily(const std::string& series, int from, int rows) {
  std::string csv;
  for (int i = from; i < from + rows; ++i) {
    csv += fmt::format("{},2024-0{}-{:02},{}\n", series, 5 + i / 31, i % 31 + 1, 10 + i % 7);
  }
  return csv;
}

class RowsForForecast : public ::testing::Test {
 protected:
  RowsForForecast() {
    recipe_.clock = find_clock(parse_table("s,t,y\n" + daily("a", 0, 30), "first.csv"), "t");
  }
  /// What is told of a second file.
  std::vector<std::string> told(const std::string& rows, bool labelled) {
    std::vector<std::string> notes;
    rows_for_forecast(recipe_, parse_table("s,t,y\n" + rows, "second.csv"), labelled,
                      [&](const Note& note) {
                        notes.push_back(note.to_string());
                        kinds_.push_back(note.kind);
                      });
    return notes;
  }

  SeriesRecipe recipe_ = {.target = "y",
                          .time_column = "t",
                          .series_column = "s",
                          .horizon = 2,
                          .lags = 4,
                          .trained_until = 29};
  std::vector<NoteKind> kinds_;
};

TEST_F(RowsForForecast, NamesSeriesThatAreTooShort) {
  const std::string rows = daily("a", 30, 6) + daily("b", 30, 3) + "c,2024-05-31,\n";
  EXPECT_THAT(told(rows, false),
              ElementsAre("column \"s\": 2 of 3 series are too short for a forecast, which needs 4 "
                          "steps, and get none: \"c\" (0 steps), \"b\" (3 steps)"));
  EXPECT_THAT(kinds_, ElementsAre(NoteKind::series_short));
  EXPECT_THAT(told(daily("a", 30, 6) + daily("b", 30, 4), false), IsEmpty());
  // A score needs a value to come.
  EXPECT_THAT(told(daily("a", 30, 6) + daily("b", 30, 4), true),
              ElementsAre("column \"s\": 1 of 2 series is too short for a forecast of a known "
                          "value, which needs 5 steps, and gets none: \"b\" (4 steps)"));
}

TEST_F(RowsForForecast, TellsOfDatesThatCanBeReadInTwoWays) {
  std::string rows;
  for (int month = 1; month < 10; ++month) rows += fmt::format("a,0{}/06/2024,1\n", month);
  EXPECT_THAT(told(rows, false),
              Contains("column \"t\": dates such as \"01/06/2024\" can be read in two ways; it is "
                       "taken for 2024-06-01 (day first), as in training or by default; if that is "
                       "wrong, write dates as 2020-12-31"));
}

TEST_F(RowsForForecast, TellsTimesOfTrainingFromEarlierOnes) {
  std::string before;
  for (int day = 1; day <= 20; ++day) before += fmt::format("a,2010-05-{:02},{}\n", day, day);
  EXPECT_THAT(told(before, true),
              ElementsAre("31 of 31 forecasts are of times before 2024-05-01, the first of "
                          "training: their scores say little of times to come"));
  EXPECT_THAT(told(daily("a", 20, 20), true),
              ElementsAre(HasSubstr("are of times up to 2024-05-30, which the model was trained")));
}

}  // namespace
}  // namespace ganglion::data

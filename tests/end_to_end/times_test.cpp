// Times of second files, as a person sees them.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A value a day from the first of a month on.
std::string days_of_2024(int month, int days, int slope) {
  std::string text = "day,x,y\n";
  for (int i = 0; i < days; ++i) {
    text += fmt::format("2024-{:02}-{:02},{},{}\n", month + i / 28, i % 28 + 1, i * 37 % 101,
                        slope * (i % 9));
  }
  return text;
}

TEST(SecondTimes, ATestFileOfEarlierRowsIsTold) {
  const Scratch scratch;
  const std::string later = scratch.write("later.csv", days_of_2024(5, 56, 2));
  const std::string earlier = scratch.write("earlier.csv", days_of_2024(1, 28, 2));
  const auto told = [&](const std::string& data, const std::string& test) {
    const Outcome run = run_program({"train", data, "--target", "y", "--time-column", "day",
                                     "--test", test, "--epochs", "1", "--out", scratch / "run"});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.err;
  };
  const std::string backward = told(later, earlier);
  EXPECT_THAT(backward, HasSubstr("ordered by \"day\", validated on the latest"));
  EXPECT_THAT(backward, HasSubstr("earlier.csv: 28 of 28 test rows are earlier than the latest "
                                  "training row, by \"day\""));
  EXPECT_THAT(told(earlier, later), Not(HasSubstr("are earlier than")));
}

TEST(SecondTimes, PredictTellsOfDatesFarOutside) {
  const Scratch scratch;
  const std::string data = scratch.write("data.csv", days_of_2024(5, 56, 2));
  const std::string run = scratch / "run";
  ASSERT_EQ(run_program({"train", data, "--target", "y", "--epochs", "1", "--out", run}).code, 0);
  const Outcome told =
      run_program({"predict", run, scratch.write("new.csv", "day,x\n1900-01-01,3\n2024-05-09,4\n"),
                   "--beyond-range"});
  EXPECT_EQ(told.code, 0);
  EXPECT_THAT(told.err, HasSubstr("column \"day\": 1 of 2 values lie far outside the training "
                                  "range, 2024-05-0"));
  EXPECT_THAT(told.out, HasSubstr(",day\n"));
}

TEST(SecondTimes, ForecastsRefuseWhatIsNoDateInTheOrderOfTraining) {
  const Scratch scratch;
  const std::string data = scratch.write("data.csv", days_of_2024(1, 112, 3));
  const std::string run = scratch / "run";
  const Outcome trained =
      run_program({"train", data, "--target", "y", "--time-column", "day", "--horizon", "2",
                   "--season", "0", "--lags", "3", "--epochs", "1", "--out", run});
  ASSERT_EQ(trained.code, 0) << trained.err;
  const std::string bad =
      scratch.write("bad.csv", "day,x,y\n2024-05-11,1,3\n2024-05-12,1,6\n05/13/2024,1,9\n");
  const Outcome refused = run_program({"predict", run, bad});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err,
              HasSubstr("bad.csv:4: column \"day\": \"05/13/2024\" is not a date with the day "
                        "first"));
}

/// "Jun-01" to "Jul-28": days of two months.
std::string days_of_no_year() {
  std::string text = "day,x,y\n";
  for (int i = 0; i < 56; ++i) {
    text +=
        fmt::format("{}-{:02},{},{}\n", i < 28 ? "Jun" : "Jul", 1 + i % 28, i * 37 % 101, i % 9);
  }
  return text;
}

TEST(DaysWithoutAYear, AreReadAlikeInSecondFiles) {
  const Scratch scratch;
  const std::string run = scratch / "run";
  const Outcome trained = run_program({"train", scratch.write("t.csv", days_of_no_year()),
                                       "--target", "y", "--epochs", "1", "--out", run});
  EXPECT_THAT(trained.err, HasSubstr("column \"day\": dates such as \"Jul-01\" can be read in two "
                                     "ways; it is taken for day 1 of month 7, of no year; if that "
                                     "is wrong: --columns 'day=date-mdy'"));
  EXPECT_THAT(trained.err, HasSubstr("dates, encoded as month, day\n"));
  const auto predict = [&](const std::string& text) {
    return run_program({"predict", run, scratch.write("new.csv", text)});
  };
  const Outcome one = predict("day,x\nJun-08,3\nJul-09,4\n");
  EXPECT_EQ(one.code, 0);
  EXPECT_EQ(one.err, "");
  const Outcome other = predict("day,x\n2020-06-08,3\n");
  EXPECT_EQ(other.code, 1);
  EXPECT_THAT(other.err, HasSubstr("\"2020-06-08\" is not a date with the month and day"));
}

TEST(DaysWithoutAYear, AreForecastAndDontPassANewYear) {
  const Scratch scratch;
  const std::string run = scratch / "run";
  const std::string data = scratch.write("t.csv", days_of_no_year());
  const Outcome trained = run_program({"train", data, "--target", "y", "--time-column", "day",
                                       "--horizon", "2", "--epochs", "1", "--out", run});
  EXPECT_THAT(trained.err, HasSubstr("can be read in two ways; it is taken for day 1 of month 7"));
  EXPECT_THAT(run_program({"predict", run, data}).out, HasSubstr("\nJul-29,"));
  std::string turn = "day,y\n";
  for (int i = 0; i < 40; ++i) {
    turn += fmt::format("{}-{:02},{}\n", i < 20 ? "Dec" : "Jan", i < 20 ? i + 12 : i - 19, i % 5);
  }
  const Outcome refused =
      run_program({"train", scratch.write("turn.csv", turn), "--target", "y", "--time-column",
                   "day", "--horizon", "2", "--epochs", "1", "--out", scratch / "turn"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("turn.csv:22: column \"day\": \"Jan-01\" comes behind "
                                     "\"Dec-31\", and the days have no year"));
}

TEST(ForecastTimes, ThatCanBeReadInTwoWaysAreNoted) {
  const Scratch scratch;
  const auto text_of = [](bool day_first, int count) {
    std::string text = "day,y\n";
    for (int i = 0; i < count; ++i) {
      const std::string month = fmt::format("{:02}", 1 + i % 12);
      text += fmt::format("{}/{}/{},{}\n", day_first ? "01" : month, day_first ? month : "01",
                          2015 + i / 12, i % 7);
    }
    return text;
  };
  const auto train = [&](const std::string& text, const std::vector<std::string>& more) {
    std::vector<std::string> words = {"train",         scratch.write("t.csv", text),
                                      "--target",      "y",
                                      "--horizon",     "2",
                                      "--time-column", "day",
                                      "--epochs",      "1",
                                      "--out",         scratch / "run"};
    words.insert(words.end(), more.begin(), more.end());
    std::filesystem::remove_all(scratch / "run");
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.err;
  };
  EXPECT_THAT(train(text_of(true, 48), {}),
              HasSubstr("dates such as \"01/02/2015\" can be read in two ways; it is taken for "
                        "2015-02-01 (day first); if that is wrong: --columns 'day=date-mdy'"));
  const std::string said = train(text_of(false, 48), {"--columns", "day=date-mdy"});
  EXPECT_THAT(said, HasSubstr("48 steps of 1 month"));
  EXPECT_THAT(said, Not(HasSubstr("in two ways")));
}

}  // namespace
}  // namespace ganglion::support

// `--strict`: where data are lost the program ends with an error that says what to do; declared
// losses and notes that are information only don't change anything.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Words = std::vector<std::string>;

class Strict : public ::testing::Test {
 protected:
  /// 60 rows of "x,z,y"; `x` and `y` are written by the number of the row.
  template <class X, class Y>
  static std::string table(const X& x, const Y& y) {
    std::string text = "x,z,y\n";
    for (int i = 0; i < 60; ++i)
      text += std::string(x(i)) + "," + std::to_string(i * 7 % 13) + "," + y(i) + "\n";
    return text;
  }
  static std::string number(int i) { return std::to_string(i * 31 % 59) + ".5"; }
  static std::string answer(int i) { return i * 11 % 17 % 2 == 0 ? "no" : "yes"; }

  Outcome train(const std::string& content, const Words& more = {}) {
    std::filesystem::remove_all(run_);
    Words words = {"train",     scratch_.write("t.csv", content),
                   "--epochs",  "1",
                   "--network", "dense 2 relu",
                   "--out",     run_};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  /// Lost data are a note, or none; with --strict an error, and nothing is written.
  void refuses(const std::string& content, const std::string& why) {
    EXPECT_EQ(train(content).code, 0);
    const Outcome strict = train(content, {"--strict"});
    EXPECT_EQ(strict.code, 1);
    EXPECT_THAT(strict.err, AllOf(HasSubstr("error: --strict: "), HasSubstr(why)));
    EXPECT_FALSE(std::filesystem::exists(run_));
  }

  /// The hash that training prints.
  std::string hash(const std::string& content, const Words& more) {
    Words words = more;
    words.emplace_back("--json");
    const Outcome run = train(content, words);
    EXPECT_EQ(run.code, 0) << run.err;
    return run.json().text("model_hash");
  }

  Scratch scratch_;
  std::string run_ = scratch_ / "run";
};

TEST_F(Strict, RefusesLinesAndRowsThatAreLeftOut) {
  const std::string rows = table(number, answer);
  refuses("Results of 2020\n" + rows, "t.csv:1: this line is not part of the table");
  refuses(rows + rows, "t.csv:62: this line repeats the header");
  refuses(table(number, [](int i) { return i == 3 ? "" : answer(i); }),
          "dropped 1 of 60 rows: missing target; fill in the target, or delete these rows");
}

TEST_F(Strict, RefusesColumnsThatAreLeftOut) {
  refuses(table([](int) { return std::string("same"); }, answer),
          "column \"x\": the same text in every row; excluded; exclude it yourself with --ignore");
  refuses(table([](int i) { return "name" + number(i) + "x"; }, answer),
          "looks like an identifier");
}

TEST_F(Strict, RefusesTextsThatNobodyDeclared) {
  const std::string rows = table([](int i) { return i == 3 ? "NA" : number(i); }, answer);
  refuses(rows,
          "column \"x\": \"NA\" is read as a missing value; correct it, or declare it with "
          "--missing");
  refuses(table([](int i) { return i == 3 ? "-" : number(i); }, answer), "\"-\" is read as");
  refuses(table([](int i) { return i == 3       ? "NULL"
                                   : i % 2 == 0 ? "a"
                                                : "b"; }, answer),
          "\"NULL\" is read as");
  EXPECT_EQ(hash(rows, {"--strict", "--missing", "NA"}), hash(rows, {"--missing", "NA"}));
  hash(rows, {"--strict", "--columns", "x=number missing=NA"});
  hash(table([](int i) { return i == 3 ? "" : number(i); }, answer), {"--strict"});
}

TEST_F(Strict, RefusesDatesOfTwoMeanings) {
  const auto day = [](int i) {
    return "0" + std::to_string(i % 9 + 1) + "/0" + std::to_string(i / 9 + 1) + "/2020";
  };
  refuses(table(day, answer), "can be read in two ways");
  hash(table(day, answer), {"--strict", "--columns", "x=date-mdy"});
}

TEST_F(Strict, IsSilentWhereNothingIsLost) {
  const std::string rows = table(number, answer);
  EXPECT_EQ(hash(rows, {"--strict"}), hash(rows, {}));
  // A constant is told of, but it isn't left out.
  hash(table([](int) { return std::string("1"); }, answer), {"--strict"});
}

TEST_F(Strict, HoldsForOtherFilesToo) {
  const auto town = [](int i) { return std::string(i % 3 == 0 ? "Bern" : "Basel"); };
  ASSERT_EQ(train(table(town, answer)).code, 0);
  const std::string more = scratch_.write("new.csv", "x,z,y\nBern,1,no\nZug,2,yes\n");
  const std::string clean = scratch_.write("clean.csv", "x,z,y\nBern,1,no\nBasel,2,yes\n");
  for (const std::string command : {"predict", "evaluate"}) {
    EXPECT_EQ(run_program({command, run_, more}).code, 0);
    EXPECT_EQ(run_program({command, run_, clean, "--strict"}).code, 0);
    const Outcome strict = run_program({command, run_, more, "--strict"});
    EXPECT_EQ(strict.code, 1);
    EXPECT_EQ(strict.out, "");
    EXPECT_THAT(
        strict.err,
        StartsWith(
            "ganglion: error: --strict: column \"x\": 1 of 2 values were not seen in training "
            "(\"Zug\"); correct them, or train on rows that have them"));
  }
  const Outcome tested = train(table(town, answer), {"--strict", "--test", more});
  EXPECT_EQ(tested.code, 1);
  EXPECT_THAT(tested.err, HasSubstr("new.csv: column \"x\": 1 of 2 values were not seen"));
  const std::string gap = scratch_.write("gap.csv", "x,z\nBern,1\nBasel,\n");
  EXPECT_THAT(run_program({"predict", run_, gap, "--strict"}).code, 1);
}

TEST_F(Strict, OfCheckIsTheErrorOfItsPage) {
  const std::string path =
      scratch_.write("t.csv", table([](int) { return std::string("same"); }, answer));
  EXPECT_EQ(run_program({"check", path}).code, 0);
  const Outcome strict = run_program({"check", path, "--strict"});
  EXPECT_EQ(strict.code, 1);
  EXPECT_THAT(strict.err, HasSubstr("error: --strict: column \"x\""));
}

}  // namespace
}  // namespace ganglion::support

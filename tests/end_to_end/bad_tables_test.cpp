// What the program says of tables that can't be learnt from: one message with the place.
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

class BadTables : public ::testing::Test {
 protected:
  /// The program refuses the table, naming it, with one line that says why.
  void refuses(const std::string& content, const std::string& why,
               const std::vector<std::string>& more = {}) {
    const std::string path = scratch_.write("bad.csv", content);
    std::vector<std::string> words = {"train", path, "--quiet", "--out", scratch_ / "run"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_THAT(run.err, HasSubstr("ganglion: error: "));
    EXPECT_THAT(run.err, HasSubstr("bad.csv"));
    EXPECT_THAT(run.err, HasSubstr(why));
    EXPECT_EQ(std::ranges::count(run.err, '\n'), 1) << run.err;
    EXPECT_FALSE(std::filesystem::exists(scratch_ / "run"));
  }

  /// The program learns from it, and says something about it.
  void notes(const std::string& content, const std::string& what) {
    const std::string path = scratch_.write("odd.csv", content);
    const Outcome run = run_program(
        {"train", path, "--epochs", "1", "--network", "dense 2 relu", "--out", scratch_ / "run"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.err, HasSubstr(what));
  }

  /// Rows "x,z,y" with x and z made by functions of the row's number.
  template <class X, class Z>
  static std::string rows(int count, const X& x, const Z& z) {
    std::string text = "x,z,y\n";
    for (int i = 0; i < count; ++i) {
      text += x(i) + ',' + z(i) + ',' + (i % 2 == 0 ? "no" : "yes") + '\n';
    }
    return text;
  }
  static std::string number(int i) { return std::to_string(0.5 * ((i * 7) % 13)); }

  Scratch scratch_;
};

TEST_F(BadTables, Files) {
  const Outcome folder = run_program({"train", scratch_ / ""});
  EXPECT_EQ(folder.code, 1);
  EXPECT_THAT(folder.err, HasSubstr("no sub-folders"));
  const Outcome none = run_program({"train", scratch_ / "none.csv"});
  EXPECT_THAT(none.err, HasSubstr("cannot open the file: No such file or directory"));
  refuses("", "the file is empty");
  refuses(" \n\n", "the file is blank");
  refuses("a,b\n", "no rows after the header");
  refuses(std::string("a,b\n1,\0002\n", 9), "bad.csv:2:3: a NUL byte");
  refuses("\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "a single image or recording has no class labels");
  refuses("a,b\n1,caf\xE9\n", "bad.csv:2:6: the byte 0xE9 is not UTF-8");
}

TEST_F(BadTables, Rows) {
  refuses("a,b\n1,2\n3,4,5\n", "bad.csv:3:5: this row has 3 fields, but the header has 2");
  refuses("a,b\n1,2\n3\n", "bad.csv:3:1: this row has 1 field, but the header has 2");
  refuses("a,b\n1,\"two\n3,4\n", "bad.csv:2:3: this quote is never closed");
  refuses("a,b,a\n1,2,3\n", "bad.csv:1:5: columns 1 and 3 are both named \"a\"");
}

TEST_F(BadTables, Columns) {
  refuses("a\n1\n2\n3\n", "no feature columns left");
  refuses(rows(30, number, number), "did you mean \"y\"?", {"--target", "yy"});
  refuses(rows(30, number, number), "there are 3: #1 to #3", {"--target", "#7"});
  refuses("x,y\n1,\n2,NA\n", "the target y is missing in every row");
  refuses("x,y\n1,a\n2,a\n3,a\n", "\"y\" is \"a\" in every row");
  refuses(
      rows(
          2000, [](int i) { return i == 1500 ? "oops" : number(i) + std::to_string(i); }, number),
      "bad.csv:1502: column \"x\": \"oops\" is not a number");
  refuses(rows(
              30, [](int i) { return i == 7 ? "inf" : number(i); }, number),
          "bad.csv:9: column \"x\": the value is infinite");
  refuses(rows(
              30, [](int i) { return i == 7   ? "1e308"
                                     : i == 8 ? "-1e308"
                                              : number(i); }, number),
          "column \"x\": the values are too large");
}

TEST_F(BadTables, OddColumnsAreNoted) {
  notes(rows(30, number, [](int) { return std::string("5"); }), "\"z\": 5 in every row");
  notes(rows(30, number, [](int) { return std::string("NA"); }), "\"z\": no values; excluded");
  notes("x,y\n1,a\n2,b\n3,\n4,a\n5,b\n6,?\n7,a\n8,b\n", "dropped 2 of 8 rows");
  notes("1.5,a\n2,b\n3,a\n4,b\n5,a\n6,b\n", "named c1 to c2");
}

TEST_F(BadTables, SlowAHundredThousandColumns) {
  std::string text;
  for (int row = 0; row < 5; ++row) {
    for (int i = 0; i < 100'000; ++i) {
      text += (i > 0 ? "," : "") + (row == 0 ? 'c' + std::to_string(i) : std::to_string(i % row));
    }
    text += '\n';
  }
  const Outcome run = run_program({"train", scratch_.write("wide.csv", text), "--target", "c3",
                                   "--task", "regression", "--epochs", "1", "--network", "dense 1",
                                   "--test", "0", "--validation", "0", "--out", scratch_ / "run"});
  EXPECT_EQ(run.code, 0) << run.err.substr(0, 500);
  EXPECT_THAT(run.err, HasSubstr("more notes on other columns"));
}

}  // namespace
}  // namespace ganglion::support

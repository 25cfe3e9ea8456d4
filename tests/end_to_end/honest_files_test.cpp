// What the program does with files that are easily misread: it reads them as they were meant, or
// says what it couldn't read, where, and what to do.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

class HonestFiles : public ::testing::Test {
 protected:
  /// Trains on a table; the error or the notes.
  Outcome train(const std::string& content, const Words& more = {}) {
    std::filesystem::remove_all(run_);
    Words words = {"train",     scratch_.write("t.csv", content),
                   "--epochs",  "1",
                   "--network", "dense 2 relu",
                   "--out",     run_};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  void refuses(const std::string& content, const std::string& why, const Words& more = {}) {
    const Outcome run = train(content, more);
    EXPECT_EQ(run.code, 1);
    EXPECT_THAT(run.err, HasSubstr(why));
  }

  void reads(const std::string& content, const std::string& note, const Words& more = {}) {
    const Outcome run = train(content, more);
    EXPECT_EQ(run.code, 0);
    EXPECT_THAT(run.err, HasSubstr(note));
  }

  std::string predictions(const std::string& content) {
    const Outcome run =
        run_program({"predict", run_ + "/model.ganglion", scratch_.write("p.csv", content)});
    EXPECT_EQ(run.code, 0) << run.err;
    last_err_ = run.err;
    return run.out;
  }

  /// Rows "x,z,y" with x made of the row's number.
  template <class X>
  static std::string rows(const X& x, char delimiter = ',', int count = 60) {
    std::string text = std::string("x") + delimiter + "z" + delimiter + "y\n";
    for (int i = 0; i < count; ++i) {
      text += x(i) + delimiter + std::to_string(i * 7 % 13) + delimiter +
              (i * 11 % 17 % 2 == 0 ? "no" : "yes") + '\n';
    }
    return text;
  }
  static std::string decimal(int i, const std::string& mark) {
    return std::to_string(i * 31 % 59) + mark + "5";
  }

  Scratch scratch_;
  std::string run_ = scratch_ / "run";
  std::string last_err_;
};

TEST_F(HonestFiles, NumbersWithMarks) {
  reads(rows([](int i) { return decimal(i, ","); }, ';'), "decimal commas");
  reads(rows([](int i) { return decimal(i, ".") + "%"; }), "percent signs");
  reads(rows([](int i) { return i % 3 == 0 ? "($" + decimal(i, ".") + ")" : decimal(i, "."); }),
        "currency $");
  refuses(rows([](int i) { return std::to_string(i + 1) + ",125"; }, ';'), "may be a decimal mark",
          {"--quiet"});
  reads(rows([](int i) { return std::to_string(i + 1) + ",125"; }, ';'), "decimal commas",
        {"--decimal", ","});
}

TEST_F(HonestFiles, SlipsAreNamedByTheirLine) {
  refuses(rows([](int i) { return i == 40 ? "12O.5" : decimal(i, "."); }), "t.csv:42: ");
  refuses(rows([](int i) { return i == 40 ? "12O.5" : decimal(i, ","); }, ';'), "t.csv:42: ");
  refuses(rows([](int i) {
            return i == 40 ? "2021-02-30" : "20" + std::to_string(21 + i % 60) + "-03-05";
          }),
          "\"2021-02-30\" is not a date");
  refuses(rows([](int i) { return (i % 2 == 0 ? "€" : "$") + decimal(i, "."); }),
          "is not written as the other");
  reads(rows([](int i) { return i == 40 ? "None" : decimal(i, "."); }), "");
  reads(rows([](int i) { return i == 40 ? "unknown" : decimal(i, "."); }), "",
        {"--missing", "unknown"});
}

TEST_F(HonestFiles, QuantitiesInFormsThatAreNotReadAreRefused) {
  const auto number = [](int i) { return std::to_string(i * 31 % 59); };
  refuses(rows([&](int i) { return number(i) + (i % 3 == 0 ? " g" : " kg"); }),
          "the numbers have different units (\"kg\" in 40 rows");
  refuses(rows([&](int i) { return number(i) + ":15:00"; }), "durations such as");
  refuses(rows([&](int i) { return "0x" + number(i); }), "hexadecimal numbers such as \"0x0\"");
  const std::string underscores = rows([&](int i) { return std::to_string(i + 1) + "_000"; });
  refuses(underscores, "--columns 'x=number thousands=underscore'");
  reads(underscores, "", {"--columns", "x=number thousands=underscore"});
}

TEST_F(HonestFiles, CodesOfDigitsAreNoNumbers) {
  reads(rows([](int i) { return "192.168." + std::to_string(100 + i) + ".200"; }),
        "looks like an identifier");
  reads(rows([](int i) { return "555 100 " + std::to_string(200 + i); }),
        "looks like an identifier");
}

TEST_F(HonestFiles, MissingTextsOfOneColumnAreKeptInTheModel) {
  const std::string table =
      rows([](int i) { return i % 5 == 0 ? "-1" : std::to_string(i * 31 % 59) + ".5"; });
  reads(table, "values missing; replaced by the mean",
        {"--columns", "x=number missing=-1", "--test", "0.1", "--validation", "0.2"});
  const std::string gap = predictions("x,z\n,3\n");
  EXPECT_EQ(predictions("x,z\n-1,3\n"), gap);
  EXPECT_NE(predictions("x,z\n-2,3\n"), gap);
}

TEST_F(HonestFiles, AModelStatesItsColumnsInWordsThatMakeItAgain) {
  std::string table = "price,day,town,ill,y\n";
  for (int i = 0; i < 60; ++i) {
    table += "\"" + std::to_string(i * 31 % 59) + ",5 €\",0" + std::to_string(i % 9 + 1) + "/0" +
             std::to_string(i % 7 + 1) + "/2020," + (i % 3 == 0 ? "Bern" : "Basel") + "," +
             (i % 4 == 0 ? "yes" : "no") + "," + (i * 11 % 17 % 2 == 0 ? "a" : "b") + "\n";
  }
  reads(table, "");
  const io::Json model = run_program({"inspect", run_, "--json"}).json();
  std::string words;
  for (const auto& [name, text] : model.at("columns").as_object()) {
    words += (words.empty() ? "" : ",") + name + "=" + text.as_string();
  }
  EXPECT_EQ(words, "price=linear decimal=comma currency=€,day=date-dmy,town=category,ill=boolean");
  reads(table, "", {"--columns", words});
  EXPECT_EQ(run_program({"inspect", run_, "--json"}).json().text("model_hash"),
            model.text("model_hash"));
  const Outcome again =
      run_program({"train", "--job", run_ + "/job.toml", "--out", scratch_ / "again", "--json"});
  EXPECT_EQ(again.json().text("model_hash"), model.text("model_hash"));
}

TEST_F(HonestFiles, LinesThatAreNoRows) {
  const std::string table = rows([](int i) { return decimal(i, "."); });
  reads("sep=,\n" + table, "");
  reads("Results of 2020\nof all regions\n" + table, "2 lines are not part of the table");
  reads("x,z,y\n[cm],[kg],\n" + table.substr(6), "taken for a second header or one of units");
  reads(table + table, "t.csv:62: this line repeats the header");
  reads(table + "\xEF\xBB\xBF" + table, "t.csv:62: this line repeats the header");
  refuses("x,z\n" + table.substr(6), "this row has 3 fields, but the header has 2");
  std::string utf16 = "\xFF\xFE";
  for (const char c : table) utf16 += std::string{c, '\0'};
  reads(utf16, "");
}

TEST_F(HonestFiles, RowsWithoutATargetAreNotScored) {
  const std::string table = rows([](int i) { return std::to_string(i); });
  reads(table, "");
  const std::string some = scratch_.write("some.csv", table + "3,4,\n5,6,NA\n");
  const Outcome told = run_program({"evaluate", run_, some});
  EXPECT_EQ(told.code, 0);
  EXPECT_THAT(told.err, HasSubstr("2 of 62 rows have no target and aren't scored, such as "));
  EXPECT_THAT(told.out, HasSubstr("60 rows of"));
  EXPECT_EQ(run_program({"evaluate", run_, some, "--strict"}).code, 1);
}

TEST_F(HonestFiles, TextsOfDigitsThatAreNotReadAreTold) {
  reads(rows([](int i) { return "\u25b3" + decimal(i, "."); }),
        "are no numbers or dates that are read: if they are some, write them as 12.5");
}

TEST_F(HonestFiles, WhatEndsAFile) {
  const std::string table = rows([](int i) { return decimal(i, "."); });
  reads(table + "Source: World Bank\n", "the last line is not part of the table");
  reads(table + "\"Source: World Bank, 2023\",,\n", "the last line is not part of the table");
  refuses(table + "7.5\n", "t.csv:62:1: this row has 1 field,");
  refuses(table + "about 7,3,\n",
          "column \"x\": \"about 7\", in a row without a target, is not a number");
  std::string ended;
  for (const char c : table) ended += c == '\n' ? std::string(",\n") : std::string{c};
  reads(ended, "");
  EXPECT_EQ(run_program({"inspect", run_, "--json"}).json().at("targets").as_array()[0].as_string(),
            "y");
}

TEST_F(HonestFiles, WhatIsNoTable) {
  refuses("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
          "a pointer of Git LFS");
  refuses("<!DOCTYPE html>\n<html><body>404</body></html>\n", "this is a web page");
  refuses("[{\"a\": 1, \"b\": 2}]\n", "this is JSON");
  refuses("{\"a\": 1, \"b\": 2}\n{\"a\": 2, \"b\": 3}\n", "this is JSON");
}

TEST_F(HonestFiles, NumbersInSeveralFormsAtOnce) {
  refuses(rows([](int i) { return decimal(i, ".") + (i % 2 == 0 ? "%" : ""); }),
          "is not written as the other 30 numbers are");
}

TEST_F(HonestFiles, ASecondFileIsReadAsTheFirst) {
  const auto code = [](int i) { return "000" + std::to_string(i % 4 + 17); };
  reads(rows(code), "", {"--columns", "x=category"});
  const std::string first = predictions("x,z\n00017,3\n00018,4\n");
  EXPECT_EQ(predictions("z;x\n3;17\n4;18\n"), first);
  EXPECT_EQ(predictions("more,z,x\n9,3,00017\n8,4,00018\n"), first);
  EXPECT_EQ(predictions("x,z\n00017,3\n"),
            first.substr(0, first.find('\n', first.find('\n') + 1) + 1));
  predictions("x,z\n99,3\n98,4\n");
  EXPECT_THAT(last_err_, HasSubstr("2 of 2 values were not seen in training"));
}

TEST_F(HonestFiles, RowsOfTotalsAreTheSameForEverySeed) {
  std::string table = "region,b,y\n";
  for (int i = 0; i < 60; ++i) {
    table += i % 30 == 29
                 ? "Subtotal,300,no\n"
                 : fmt::format("r{},{},{}\n", i % 7, i * 31 % 59, i % 3 == 0 ? "no" : "yes");
  }
  for (const char* seed : {"1", "2", "3"}) {
    reads(table, "column \"region\": 2 of 60 rows say that they are totals, such as \"Subtotal\" (",
          {"--seed", seed});
  }
}

}  // namespace
}  // namespace ganglion::support

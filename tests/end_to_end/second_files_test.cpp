// A second file, written in another way than the one that was trained on: it is read by the model,
// so whatever is asked of it, the answers are the same.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "ganglion/core/rng.h"
#include "ganglion/data/arrays/arrays.h"
#include "tests/end_to_end/program.h"
#include "tests/support/random_table.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using Words = std::vector<std::string>;

nlohmann::json json_of(const Outcome& outcome) {
  return nlohmann::json::parse(outcome.out);
}

/// A random table with a class behind its columns, cut in two.
struct TwoFiles {
  RandomTable first;
  RandomTable second;
  Words columns;  ///< what has to be said of codes
};

TwoFiles two_files(std::uint64_t seed) {
  RandomTable table = random_table(seed);
  TwoFiles files;
  for (const RandomColumn& column : table.columns) {
    if (column.writing == Writing::code) {
      files.columns.insert(files.columns.end(), {"--columns", column.name + "=category"});
    }
  }
  table.columns.push_back({.name = "y", .writing = Writing::category});
  for (std::int64_t row = 0; row < table.rows; ++row) {
    table.columns.back().written.push_back(row % 3 == 0 ? "a" : "b");
    table.columns.back().present.push_back(true);
  }
  std::vector<std::size_t> columns(table.columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) columns[i] = i;
  std::vector<std::int64_t> head;
  std::vector<std::int64_t> tail;
  for (std::int64_t row = 0; row < table.rows; ++row) {
    (row < table.rows - 9 ? head : tail).push_back(row);
  }
  files.first = part_of(table, head, columns);
  files.second = part_of(table, tail, columns);
  return files;
}

/// The same rows with the columns in another order.
RandomTable shuffled(const RandomTable& table, std::uint64_t seed) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(table.rows));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  std::vector<std::size_t> columns;
  for (const std::int64_t i : random_permutation(std::ssize(table.columns), seed, 40)) {
    columns.push_back(static_cast<std::size_t>(i));
  }
  return part_of(table, rows, columns);
}

Outcome train(const TwoFiles& files, const std::string& first, const std::string& test,
              const std::string& run) {
  Words words = {"train",    first, "--target",   "y", "--test", test, "--network", "dense 3 relu",
                 "--epochs", "2",   "--ensemble", "1", "--out",  run,  "--quiet",   "--json"};
  words.insert(words.end(), files.columns.begin(), files.columns.end());
  return run_program(words);
}

TEST(SecondFilesSlow, AreReadByTheModelWhateverIsAsked) {
  int trained = 0;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const Scratch scratch;
    const TwoFiles files = two_files(seed);
    const std::string first = scratch.write("first.csv", as_csv(files.first, {}));
    const std::string plain = scratch.write("plain.csv", as_csv(files.second, {}));
    const TableDialect dialect = {.delimiter = std::string(";\t|,")[seed % 4],
                                  .line_end = seed % 2 == 0 ? "\r\n" : "\n",
                                  .quoted = seed % 3 == 0,
                                  .utf16 = seed % 5 == 0};
    const std::string other =
        scratch.write("other.csv", as_csv(shuffled(files.second, seed), dialect));
    SCOPED_TRACE(fmt::format("seed {}:\n{}", seed, as_csv(files.second, {})));

    const std::string run = scratch / "run";
    const Outcome one = train(files, first, plain, run);
    if (one.code != 0) continue;  // such as a column of which nothing is left
    const Outcome two = train(files, first, other, scratch / "run2");
    ASSERT_EQ(two.code, 0) << two.err;
    ++trained;
    EXPECT_EQ(json_of(one)["test"], json_of(two)["test"]);
    EXPECT_EQ(json_of(one)["model_hash"], json_of(two)["model_hash"]);
    for (const Words& words :
         {Words{"predict", run}, Words{"evaluate", run}, Words{"explain", run}}) {
      const auto asked = [&](const std::string& file) {
        Words all = words;
        all.push_back(file);
        if (words[0] == "explain") all.insert(all.end(), {"--row", "3"});
        if (words[0] != "predict") all.push_back("--json");
        const Outcome outcome = run_program(all);
        EXPECT_EQ(outcome.code, 0) << words[0] << ": " << outcome.err;
        std::string text = outcome.out;
        for (std::size_t at = 0; (at = text.find(file, at)) != std::string::npos;)
          text.erase(at, file.size());
        return text;
      };
      EXPECT_EQ(asked(plain), asked(other)) << words[0];
    }
  }
  EXPECT_GT(trained, 12);
}

TEST(SecondFiles, WithoutAHeaderIfTheFirstHadNone) {
  const Scratch scratch;
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("{},{},{}\n", i * 7 % 19, i % 3, i % 2);
  const std::string first = scratch.write("first.csv", text);
  const std::string run = scratch / "run";
  ASSERT_EQ(run_program({"train", first, "--header", "no", "--epochs", "1", "--out", run}).code, 0);
  const auto rows = [&](const std::string& content) {
    const Outcome asked = run_program({"predict", run, scratch.write("new.csv", content)});
    EXPECT_EQ(asked.code, 0) << asked.err;
    return asked.out;
  };
  const std::string all = rows("7,1\n14,2\n");
  EXPECT_EQ(rows("7;1\n14;2\n"), all);
  EXPECT_EQ(rows("7,1,0\n14,2,1\n"), all);
}

TEST(SecondFiles, WhatTrainingHasNotSeenIsCounted) {
  const Scratch scratch;
  std::string text = "town,size,y\n";
  for (int i = 0; i < 90; ++i) {
    text +=
        fmt::format("{},{},{}\n", i % 3 == 0 ? "Rom" : "Ulm", i * 7 % 19, i % 2 == 0 ? "n" : "j");
  }
  const std::string run = scratch / "run";
  ASSERT_EQ(
      run_program({"train", scratch.write("t.csv", text), "--epochs", "1", "--out", run}).code, 0);
  const std::string file =
      scratch.write("new.csv", "town,size,y\nBonn,3,j\nUlm,4,n\nKiel,5,n\nBonn,6,j\n");
  const Outcome asked = run_program({"evaluate", run, file, "--json"});
  ASSERT_EQ(asked.code, 0) << asked.err;
  EXPECT_THAT(asked.err, HasSubstr("3 of 4 values were not seen in training"));
  const auto unseen = json_of(asked)["unseen"];
  ASSERT_EQ(unseen.size(), 1) << unseen;
  EXPECT_EQ(unseen[0]["column"], "town");
  EXPECT_EQ(unseen[0]["count"], 3);
}

/// A model of a table, and what it says of other files.
class OtherFiles : public ::testing::Test {
 protected:
  void train(const std::string& name, const std::string& content) {
    const Outcome run = run_program({"train", scratch_.write(name, content), "--epochs", "1",
                                     "--network", "dense 2 relu", "--out", run_});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  std::string err_of(const std::string& name, const std::string& content, int code = 0) {
    const Outcome asked = run_program({"predict", run_, scratch_.write(name, content)});
    EXPECT_EQ(asked.code, code) << asked.err;
    return asked.err;
  }

  Scratch scratch_;
  std::string run_ = scratch_ / "run";
};

TEST_F(OtherFiles, DatesThatCanBeReadInTwoWaysAreNoted) {
  std::string text = "when,size,y\n";
  for (int i = 0; i < 60; ++i) {
    text += fmt::format("2022-{:02}-{:02},{},{}\n", 1 + i % 12, 1 + i % 28, i * 7 % 19, i % 2);
  }
  train("t.csv", text);
  EXPECT_THAT(err_of("a.csv", "when,size\n05/06/2022,3\n07/08/2022,4\n"),
              HasSubstr("column \"when\": dates such as \"05/06/2022\" can be read in two ways; it "
                        "is taken for 2022-06-05 (day first"));
  EXPECT_EQ(err_of("b.csv", "when,size\n25/06/2022,3\n07/08/2022,4\n"), "");
  EXPECT_EQ(err_of("c.csv", "when,size\n2022-06-05,3\n"), "");
}

TEST_F(OtherFiles, ColumnsWithoutNamesAreCounted) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("{}.5,{}.25,{}\n", i * 7 % 19, i % 5, i % 2);
  train("t.csv", text);
  EXPECT_THAT(err_of("wide.csv", "1.5,2.5,0,8.5\n2.5,3.5,1,9.5\n"),
              HasSubstr("1 column behind c3 is ignored: training knew no more"));
  EXPECT_THAT(
      err_of("named.csv", "width,height\n1.5,2.5\n2.5,3.5\n", 1),
      HasSubstr("named.csv:1: this line holds names, but the model was trained on columns "
                "without names; if they are in the same order, pass over it: --skip-rows 1"));
}

TEST_F(OtherFiles, WithoutNamesAreRefusedWhereTrainingHadSome) {
  std::string text = "width,height,y\n";
  for (int i = 0; i < 60; ++i) text += fmt::format("{}.5,{}.25,{}\n", i * 7 % 19, i % 5, i % 2);
  train("t.csv", text);
  EXPECT_THAT(err_of("bare.csv", "1.5,2.5\n2.5,3.5\n", 1),
              HasSubstr("its columns have no names, but the model knows them by names such as "
                        "\"width\"; add a first line with the names of training"));
}

TEST_F(OtherFiles, TextsThatLookAsInTrainingAreNamed) {
  std::string text = "town,size,y\n";
  for (int i = 0; i < 60; ++i) {
    text += fmt::format("{},{},{}\n", i % 3 == 0 ? "Köln" : "Ulm", i * 7 % 19, i % 2);
  }
  train("t.csv", text);
  EXPECT_THAT(err_of("a.csv", "town,size\nULM,3\n"),
              HasSubstr("training had \"Ulm\", which differs in capitals only"));
  EXPECT_THAT(err_of("b.csv", "town,size\nKo\u0308ln,3\n"),
              HasSubstr("which differs in Unicode form only"));
}

TEST_F(OtherFiles, NeedNotHaveTheLinesThatTrainingPassedOver) {
  std::string rows;
  for (int i = 0; i < 60; ++i) rows += fmt::format("{}.5,{}.25,{}\n", i * 7 % 19, i % 5, i % 2);
  const std::string titles = "made by rig 7\n1,2,3\n";
  const auto train_on = [&](const std::string& text) {
    const Outcome run =
        run_program({"train", scratch_.write("t.csv", text), "--epochs", "1", "--network",
                     "dense 2 relu", "--skip-rows", "2", "--out", run_});
    ASSERT_EQ(run.code, 0) << run.err;
  };
  train_on(titles + "heat,wind,y\n" + rows);
  EXPECT_EQ(err_of("a.csv", "heat,wind\n1.5,2.5\n2.5,3.5\n"), "");
  EXPECT_EQ(err_of("b.csv", titles + "heat,wind\n1.5,2.5\n2.5,3.5\n"), "");
}

TEST_F(OtherFiles, GreyImagesForAModelOfColoursAreNoted) {
  const auto images = [](bool grey) {
    Tensor x(Shape{40, 4, 4, 3});
    Tensor y(Shape{40}, DType::i32);
    auto pixels = x.values<float>();
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const std::size_t at = i / 3;
      const std::size_t channel = grey ? 0 : i % 3;
      pixels[i] =
          static_cast<float>((at * 37 + channel * 50) % 256) / static_cast<float>(1 + channel);
    }
    for (std::size_t i = 0; i < 40; ++i) y.values<std::int32_t>()[i] = i % 2 == 0 ? 1 : 0;
    return data::to_npz({{"x", x}, {"y", y}});
  };
  train("t.npz", images(false));
  EXPECT_EQ(err_of("same.npz", images(false)), "");
  EXPECT_THAT(err_of("grey.npz", images(true)), HasSubstr("all images are greyscale"));
}

TEST_F(OtherFiles, ImagesOfAnotherScaleAreNoted) {
  const auto images = [](float unit) {
    Tensor x(Shape{40, 4, 4});
    Tensor y(Shape{40}, DType::i32);
    auto pixels = x.values<float>();
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      pixels[i] = unit * static_cast<float>(i * 37 % 256);
    }
    for (std::size_t i = 0; i < 40; ++i) y.values<std::int32_t>()[i] = i % 2 == 0 ? 1 : 0;
    return data::to_npz({{"x", x}, {"y", y}});
  };
  train("t.npz", images(1));
  EXPECT_EQ(err_of("same.npz", images(1)), "");
  EXPECT_THAT(err_of("unit.npz", images(1.0F / 255)),
              HasSubstr("scaled otherwise, scale them as for training"));
}

/// Whole numbers, days, and a target between 20 and 110.
std::string whole_numbers(int rows, const std::function<std::string(int)>& size, bool days = true) {
  std::string text = "when,size,y\n";
  for (int i = 0; i < rows; ++i) {
    text += fmt::format("2022-{:02}{},{},{}.5\n", 1 + i % 12,
                        days ? fmt::format("-{:02}", 1 + i % 28) : "", size(i), 20 + i * 7 % 90);
  }
  return text;
}

TEST_F(OtherFiles, NumbersThatMayBeThousandsAndMonthsAreNoted) {
  const auto whole = [](int i) { return fmt::format("{}", 1 + i * 713 % 8999); };
  train("t.csv", whole_numbers(90, whole));
  EXPECT_EQ(err_of("same.csv", whole_numbers(20, whole)), "");
  EXPECT_EQ(err_of("half.csv", whole_numbers(20, [](int i) { return fmt::format("{}.25", i); })),
            "");
  EXPECT_THAT(
      err_of("points.csv",
             whole_numbers(9, [](int i) { return fmt::format("{}.{:03}", i + 1, i * 37 + 1); })),
      HasSubstr("column \"size\": numbers such as 1.001 are read as they stand, but those of "
                "training are whole; if the mark separates thousands, take it out"));
  EXPECT_THAT(err_of("months.csv", whole_numbers(9, whole, false)),
              HasSubstr("column \"when\": dates such as \"2022-01\" name no day"));
}

TEST_F(OtherFiles, ForTheTestAreNotedAsByEvaluate) {
  const auto whole = [](int i) { return fmt::format("{}", 1 + i * 713 % 8999); };
  const std::string data = scratch_.write("t.csv", whole_numbers(90, whole));
  std::string text = whole_numbers(
      20, [](int i) { return fmt::format("{}", 40'000 + i); }, false);
  text += "2022-01,41000,-999\n2022-02,41000,-999\n";
  const std::string other = scratch_.write("other.csv", text);
  const Outcome trained = run_program(
      {"train", data, "--target", "y", "--test", other, "--epochs", "1", "--out", run_});
  ASSERT_EQ(trained.code, 0) << trained.err;
  const Outcome evaluated = run_program({"evaluate", run_, other});
  const auto expect_both = [&](const std::string& note) {
    EXPECT_THAT(evaluated.err, HasSubstr("note: " + note));
    EXPECT_THAT(trained.err, HasSubstr("other.csv: " + note));
  };
  expect_both("column \"when\": dates such as \"2022-01\" name no day");
  expect_both("column \"size\": 22 of 22 values lie far outside the training range");
  expect_both("target \"y\": 2 of 22 values lie far outside the training range, ");
  EXPECT_THAT(evaluated.err, HasSubstr("if one stands for a missing value: --missing -999"));
  EXPECT_EQ(run_program({"evaluate", run_, other, "--missing", "-999"}).code, 0);
}

}  // namespace
}  // namespace ganglion::support

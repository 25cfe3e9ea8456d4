// Files as people's programs write them, whole: trained on, and predicted from.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Words = std::vector<std::string>;

class HonestKinds : public ::testing::Test {
 protected:
  /// Trains into `run_`; what it said.
  Outcome train(const std::string& file, const Words& more = {}) {
    std::filesystem::remove_all(run_);
    Words words = {"train", file, "--ensemble", "1", "--threads", "1", "--out", run_};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  nlohmann::json trained(const std::string& file, Words more = {}) {
    more.insert(more.end(), {"--json", "--quiet"});
    const Outcome run = train(file, more);
    EXPECT_EQ(run.code, 0) << run.err;
    err_ = run.err;
    return nlohmann::json::parse(run.out, nullptr, false);
  }

  /// The first field of each row that is predicted.
  std::vector<std::string> answers(const std::string& file) {
    const Outcome run = run_program({"predict", run_, file});
    EXPECT_EQ(run.code, 0) << run.err;
    std::istringstream lines(run.out);
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);)
      found.push_back(line.substr(0, line.find(',')));
    if (!found.empty()) found.erase(found.begin());
    return found;
  }

  std::string file(const std::string& name, const std::string& head, int rows,
                   const std::function<std::string(int)>& row) {
    std::string text = head;
    for (int i = 0; i < rows; ++i) text += row(i);
    return scratch_.write(name, text);
  }

  Scratch scratch_;
  std::string run_ = scratch_ / "run";
  std::string err_;
};

TEST_F(HonestKinds, CommasInNamesWhileSemicolonsCut) {
  const auto table = file("t.csv", "Ort, Strasse;Preis, netto;Art\n", 60, [](int i) {
    return fmt::format("Weg {}, {};{},5;{}\n", i % 7, i, i * 13 % 41, i % 2 == 0 ? "a" : "b");
  });
  const auto found = trained(table, {"--epochs", "1"});
  EXPECT_EQ(found["target"], "Art");
  const Outcome seen = run_program({"inspect", run_});
  EXPECT_THAT(seen.out, HasSubstr("Preis, netto"));
}

TEST_F(HonestKinds, IdsLongerThanANumberHolds) {
  const auto id = [](int i) { return fmt::format("10000000000000000{}", 1 + i % 2); };
  const auto table = file("t.csv", "sensor,noise,state\n", 80, [&](int i) {
    return fmt::format("{},{},{}\n", id(i), i * 37 % 11, i % 2 == 0 ? "on" : "off");
  });
  trained(table, {"--columns", "sensor=category", "--epochs", "80"});
  EXPECT_THAT(answers(file("new.csv", "sensor,noise\n", 4,
                           [&](int i) { return fmt::format("{},3\n", id(i)); })),
              ::testing::ElementsAre("on", "off", "on", "off"));
  EXPECT_THAT(train(table, {"--epochs", "1"}).err, HasSubstr("too long"));
}

/// Written in the local time of three places; the order in which it happened is another.
TEST_F(HonestKinds, OffsetsCountInTheOrderOfTime) {
  const auto table = file("t.csv", "at,level\n", 100, [](int i) {
    const int place = i % 3;
    return fmt::format("2022-03-{:02}T{:02}:30:00{},{}\n", 10 + i / 24 + (i % 24 + 5 * place) / 24,
                       (i % 24 + 5 * place) % 24,
                       place == 0   ? "Z"
                       : place == 1 ? "+05:00"
                                    : "+10:00",
                       i);
  });
  const Outcome run = train(table, {"--time-column", "at", "--epochs", "1"});
  EXPECT_EQ(run.code, 0) << run.err;
  // The test rows are the last 20 of 100: i from 80; predicting the mean of 0 … 63 is off by 58.
  EXPECT_THAT(run.out, HasSubstr("mean 58."));
}

TEST_F(HonestKinds, YearsOfTwoDigits) {
  const auto table = file("t.csv", "day,sold\n", 200, [](int i) {
    return fmt::format("{:02}/{:02}/{:02},{}\n", 1 + i % 28, 1 + i % 12, 18 + i % 5,
                       100 * (i % 5) + 5 * (i % 12) + i % 3);
  });
  const auto found = trained(table, {"--epochs", "150"});
  EXPECT_GT(found["test"]["r2"].get<double>(), 0.8);
  EXPECT_THAT(run_program({"inspect", run_}).out, HasSubstr("date"));
}

TEST_F(HonestKinds, YearsAsNames) {
  const auto table = file("t.csv", "2018,2019,2020,trend\n", 60, [](int i) {
    const int up = i % 2;
    return fmt::format("{},{},{},{}\n", 50 + i, 50 + i + (up == 1 ? 9 : -9),
                       50 + i + (up == 1 ? 20 : -20), up == 1 ? "up" : "down");
  });
  EXPECT_EQ(trained(table, {"--epochs", "1"})["target"], "trend");
  EXPECT_EQ(trained(table, {"--epochs", "1", "--target", "trend"})["task"], "binary");
}

TEST_F(HonestKinds, RowNamesOfR) {
  const auto row = [](const char* gap) {
    return [gap](int i) {
      return fmt::format("\"{1}\"{0}{2}{0}{3}{0}\"{4}\"\n", gap, i + 1, i * 7 % 19, i * 5 % 23,
                         i % 2 == 0 ? "x" : "y");
    };
  };
  for (const auto& [name, gap] : {std::pair{"t.tsv", "\t"}, std::pair{"t.txt", " "}}) {
    const auto table = file(name, fmt::format("\"a\"{0}\"b\"{0}\"kind\"\n", gap), 60, row(gap));
    EXPECT_EQ(trained(table, {"--epochs", "1"})["target"], "kind") << name;
    EXPECT_THAT(run_program({"predict", run_, table}).code, 0) << name;
  }
}

TEST_F(HonestKinds, DatesInTheFormatThatArffGives) {
  const auto arff = [&](const std::string& name, int rows,
                        const std::function<std::string(int)>& row) {
    return file(name,
                "@relation r\n@attribute d date \"MM/dd/yyyy\"\n@attribute y numeric\n@data\n",
                rows, row);
  };
  const auto table = arff("t.arff", 200, [](int i) {
    return fmt::format("\"{:02}/{:02}/2021\",{}\n", 1 + i % 12, 1 + i * 5 % 28, 10 * (i % 12));
  });
  trained(table, {"--epochs", "120", "--task", "regression"});
  // The second of March, not the third of February; and a day above 12 in the second place.
  const auto said = answers(arff("new.arff", 3, [](int i) {
    return std::string(i == 0   ? "\"03/02/2021\",0\n"
                       : i == 1 ? "\"03/25/2021\",0\n"
                                : "\"11/02/2021\",0\n");
  }));
  ASSERT_EQ(said.size(), 3);
  EXPECT_NEAR(std::stod(said[0]), 20, 8);
  EXPECT_NEAR(std::stod(said[1]), 20, 8);
  EXPECT_NEAR(std::stod(said[2]), 100, 12);
}

TEST_F(HonestKinds, LineEndsOfAllSystems) {
  std::string hash;
  const std::vector<std::vector<std::string>> ways = {{"\n"}, {"\r"}, {"\r\r\n"}, {"\n", "\r\n"}};
  for (std::size_t way = 0; way < ways.size(); ++way) {
    const auto end = [&](int i) {
      return ways[way][static_cast<std::size_t>(i) % ways[way].size()];
    };
    const auto table = file(fmt::format("{}.csv", way), "a,b,kind" + end(0), 60, [&](int i) {
      return fmt::format("{},{},{}{}", i * 7 % 19, i * 5 % 23, i % 2 == 0 ? "x" : "y", end(i + 1));
    });
    const auto found = trained(table, {"--epochs", "2"});
    if (hash.empty()) hash = found["model_hash"];
    EXPECT_EQ(found["model_hash"], hash) << way;
    const auto& rows = found["rows"];
    EXPECT_EQ(rows["train"].get<int>() + rows["validation"].get<int>() + rows["test"].get<int>(),
              60)
        << rows;
  }
}

TEST_F(HonestKinds, TinyTables) {
  const auto table = [&](int rows, int single) {
    return file("t.csv", "a,b,kind\n", rows, [&](int i) {
      return fmt::format("{},{},{}\n", i, i * 5 % 7, i == single ? "c" : i % 2 == 0 ? "x" : "y");
    });
  };
  for (const int rows : {1, 2}) {
    const Outcome run = train(
        file("n.csv", "a,y\n", rows, [](int i) { return fmt::format("{},{}.5\n", i, 2 * i); }));
    EXPECT_EQ(run.code, 1) << rows;
    EXPECT_THAT(run.err, HasSubstr("row")) << rows;
    EXPECT_FALSE(std::filesystem::exists(run_)) << rows;
  }
  trained(table(5, -1), {"--epochs", "2"});
  trained(table(40, 17), {"--epochs", "2"});
}

TEST_F(HonestKinds, OddNames) {
  const std::string name = "Straße — <b>&.csv";
  const auto table =
      file(name, "\"Preis, EUR\",\"<script>alert(1)</script>\",\"a \"\"b\"\"\"\n", 60, [](int i) {
        return fmt::format("{},{},{}\n", i * 7 % 19, i * 5 % 23, i % 2 == 0 ? "ja" : "nein");
      });
  const auto first = trained(table, {"--epochs", "3"});
  const Outcome again = run_program(
      {"train", "--job", run_ + "/job.toml", "--out", scratch_ / "again", "--json", "--quiet"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(nlohmann::json::parse(again.out)["model_hash"], first["model_hash"]);
  std::ostringstream report;
  report << std::ifstream(run_ + "/report.html").rdbuf();
  EXPECT_THAT(report.str(), AllOf(Not(HasSubstr("<script>alert")), HasSubstr("&lt;script&gt;")));
  EXPECT_EQ(trained(table, {"--epochs", "1", "--target", "Preis, EUR"})["target"], "Preis, EUR");
}

TEST_F(HonestKinds, ColumnsInAnotherOrderAndAnswersWrittenAnew) {
  const auto table = file("t.csv", "age,insured,fee\n", 120, [](int i) {
    return fmt::format("{},{},{}\n", 20 + i % 40, i % 2 == 0 ? "yes" : "no",
                       i % 2 == 0 ? 300 : 100);
  });
  trained(table, {"--epochs", "200", "--columns", "fee=number"});
  const auto plain = answers(scratch_.write("p.csv", "age,insured\n30,yes\n30,no\n"));
  ASSERT_EQ(plain.size(), 2);
  for (const char* yes : {"YES", "True", "1", "y"}) {
    const auto other =
        answers(scratch_.write("o.csv", fmt::format("fee,insured,age\n,{},30\n", yes)));
    ASSERT_EQ(other.size(), 1) << yes;
    EXPECT_EQ(other[0], plain[0]) << yes;
  }
}

}  // namespace
}  // namespace ganglion::support

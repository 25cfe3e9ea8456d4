#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> keys(const io::Json& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.as_object()) names.push_back(name);
  return names;
}

std::vector<std::string> digits_run(const std::string& out, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"train",  digits(), "--network", "dense 25 relu; dense 15 relu",
                                    "--seed", "1",      "--out",     out,
                                    "--json", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(EndToEnd, DigitsAreLearntAndTold) {
  const Scratch scratch;
  const Outcome run = run_program(digits_run(scratch / "run"));
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.err, "");
  const io::Json json = run.json();
  EXPECT_EQ(json.text("task"), "multiclass");
  EXPECT_EQ(json.text("target"), "digit");
  EXPECT_EQ(json.integer("parameters"), 2175);
  EXPECT_EQ(json.integer("seed"), 1);
  EXPECT_GT(json.integer("epochs_run"), 0);
  EXPECT_EQ(json.text("model_hash").size(), 32U);
  EXPECT_GE(json.at("test").number("accuracy"), 0.97);
  EXPECT_EQ(json.at("rows").integer("test"), 359);
  EXPECT_EQ(json.text("model"), scratch / "run/model.ganglion");
  for (const char* file :
       {"model.ganglion", "job.toml", "history.csv", "metrics.json", "report.html"}) {
    EXPECT_TRUE(std::filesystem::exists((scratch / "run/") + file)) << file;
  }
  EXPECT_FALSE(std::filesystem::exists(scratch / "run/checkpoint.ganglion"));
  EXPECT_EQ(io::parse_json(read_file(scratch / "run/metrics.json"), "metrics"), json);

  const Outcome evaluate = run_program({"evaluate", scratch / "run", digits(), "--json"});
  ASSERT_EQ(evaluate.code, 0) << evaluate.err;
  const io::Json scores = evaluate.json();
  EXPECT_EQ(scores.integer("rows"), 1797);
  const double accuracy = scores.at("metrics").number("accuracy");
  EXPECT_GE(accuracy, 0.97);
  const auto& counts = scores.at("metrics").at("confusion").array("counts");
  std::int64_t right = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) right += counts[i].as_array()[i].as_integer();
  EXPECT_NEAR(static_cast<double>(right) / 1797, accuracy, 1e-9);
}

TEST(EndToEnd, SlowTheSameJobGivesTheSameModelOnAnyNumberOfThreads) {
  const Scratch scratch;
  std::vector<std::string> hashes;
  for (const std::string threads : {"1", "2", "3", "4"}) {
    const Outcome run = run_program(
        digits_run(scratch / threads, {"--threads", threads, "--replicas", "4", "--epochs", "5"}));
    ASSERT_EQ(run.code, 0) << run.err;
    hashes.push_back(run.json().text("model_hash"));
  }
  EXPECT_THAT(hashes, ElementsAre(hashes[0], hashes[0], hashes[0], hashes[0]));
}

TEST(EndToEnd, TheJobFileOfARunReproducesIt) {
  const Scratch scratch;
  const Outcome first = run_program(digits_run(
      scratch / "first",
      {"--l2", "0.001", "--dropout", "0.1", "--class-weight", "balanced", "--epochs", "6",
       "--schedule", "cosine", "--optimizer", "sgd momentum=0.9", "--learning-rate", "0.05"}));
  ASSERT_EQ(first.code, 0) << first.err;
  const Outcome again = run_program({"train", "--job", scratch / "first/job.toml", "--out",
                                     scratch / "again", "--json", "--quiet"});
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.json().text("model_hash"), first.json().text("model_hash"));
  const Outcome other = run_program({"train", "--job", scratch / "first/job.toml", "--out",
                                     scratch / "other", "--json", "--quiet", "--seed", "2"});
  EXPECT_NE(other.json().text("model_hash"), first.json().text("model_hash"));
}

TEST(EndToEnd, TextsAndMissingValuesAndPredictions) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(120) + "1,1,NA,green,\n");
  const Outcome run = run_program({"train", table, "--out", scratch / "run", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("kind  (the last column"));
  EXPECT_THAT(run.err, HasSubstr("dropped 1 of 121 rows"));
  EXPECT_GT(run.json().at("test").number("accuracy"), 0.9);
  EXPECT_THAT(run_program({"inspect", scratch / "run"}).out,
              HasSubstr("epochs (the first network) in "));
  EXPECT_THAT(read_file(scratch / "run/report.html"),
              HasSubstr("First of 5 networks, as in history.csv"));

  const std::string news = scratch.write("new.csv", "colour,age,height,width\nred,3,0,2\n");
  const Outcome predict = run_program({"predict", scratch / "run/model.ganglion", news});
  ASSERT_EQ(predict.code, 0) << predict.err;
  EXPECT_THAT(predict.out, ::testing::StartsWith(
                               "class,probability_lily,probability_rose,probability_tulip\nlily,"));
  const Outcome json = run_program({"predict", scratch / "run", news, "--json"});
  const io::Json row = json.json().array("predictions")[0];
  EXPECT_EQ(row.text("class"), "lily");
  EXPECT_NEAR(row.number("probability_lily") + row.number("probability_rose") +
                  row.number("probability_tulip"),
              1.0, 1e-5);
  const Outcome file =
      run_program({"predict", scratch / "run", news, "--out", scratch / "out.csv"});
  EXPECT_EQ(file.code, 0);
  EXPECT_EQ(file.out, "");
  EXPECT_EQ(read_file(scratch / "out.csv"), predict.out);
}

TEST(EndToEnd, RegressionSpeaksTheUnitOfItsTarget) {
  const Scratch scratch;
  std::string text = "x,z,price\n";
  for (int i = 0; i < 200; ++i) {
    const double x = (i * 37 % 100) / 10.0;
    const double z = (i * 61 % 70) / 7.0;
    text += std::to_string(x) + ',' + std::to_string(z) + ',' +
            std::to_string(200'000 + 10'000 * x - 5'000 * z) + '\n';
  }
  const std::string table = scratch.write("houses.csv", text);
  // No hidden layers: least squares, which is exact here.
  const Outcome run =
      run_program({"train", table, "--network", "", "--learning-rate", "0.03", "--epochs", "300",
                   "--out", scratch / "run", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json().text("task"), "regression");
  EXPECT_EQ(run.json().integer("parameters"), 3);
  EXPECT_LT(run.json().at("test").number("mae"), 50.0);
  EXPECT_GT(run.json().at("test").number("r2"), 0.999);
  const Outcome predict =
      run_program({"predict", scratch / "run", scratch.write("new.csv", "x,z\n1,2\n"), "--json"});
  EXPECT_NEAR(predict.json().array("predictions")[0].number("price"), 200'000.0, 200.0);
}

TEST(EndToEnd, SeveralLabels) {
  const Scratch scratch;
  std::string text = "x,y,right,high\n";
  for (int i = 0; i < 200; ++i) {
    const double x = (i * 37 % 101) / 50.0 - 1.0;
    const double y = (i * 61 % 73) / 36.0 - 1.0;
    text += std::to_string(x) + ',' + std::to_string(y) + ',' + (x > 0 ? "yes," : "no,") +
            (y > 0 ? "yes\n" : "no\n");
  }
  const std::string table = scratch.write("places.csv", text);
  const Outcome run = run_program(
      {"train", table, "--target", "right,high", "--out", scratch / "run", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json().text("task"), "multilabel");
  EXPECT_EQ(run.json().array("target").size(), 2U);
  EXPECT_GT(run.json().at("test").number("subset_accuracy"), 0.8);
  const Outcome predict = run_program({"predict", scratch / "run", table});
  EXPECT_THAT(predict.out,
              ::testing::StartsWith("right,high,probability_right,probability_high\nno,no,"))
      << "in the words of the table";
  const Outcome shown = run_program(
      {"train", table, "--target", "right,high", "--epochs", "1", "--out", scratch / "shown"});
  // The columns of numbers stay in line below a long name.
  const auto line_end = [&](const std::string& begin) {
    const auto at = shown.out.find("\n" + begin);
    return shown.out.find('\n', at + 1) - at;
  };
  EXPECT_EQ(line_end("per_label_accuracy"), line_end("loss ")) << shown.out;
}

TEST(EndToEnd, DataIsFoundBesideItsJob) {
  const Scratch scratch;
  scratch.write("flowers.csv", flowers(60));
  const std::string job = scratch.write("job.toml", "data = \"flowers.csv\"\nepochs = 1\n");
  const Outcome run =
      run_program({"train", "--job", job, "--out", scratch / "run", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json().integer("best_epoch"), 1);
  const Outcome none = run_program(
      {"train", "--job", scratch.write("other.toml", "data = \"none.csv\"\n"), "--quiet"});
  EXPECT_THAT(none.err, HasSubstr("none.csv"));
}

TEST(EndToEnd, TimeDividesTheRows) {
  const Scratch scratch;
  std::string text = "day,x,y\n";
  for (int i = 0; i < 120; ++i) {  // thirty days of four rows, in no order
    const int day = i * 7 % 30;
    text += "2024-05-" + std::string(day < 9 ? "0" : "") + std::to_string(day + 1) + ',' +
            std::to_string(i * 37 % 101) + ',' + std::to_string(i * 37 % 101 * 2.5) + '\n';
  }
  const std::string table = scratch.write("days.csv", text);
  const std::vector<std::string> words = {"train",    table,   "--time-column",    "day",
                                          "--epochs", "2",     "--cross-validate", "3",
                                          "--json",   "--out", scratch / "run"};
  const Outcome run = run_program(words);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("ordered by \"day\", tested on the latest"));
  EXPECT_EQ(run.json().at("rows").integer("test"), 24);
  EXPECT_EQ(run.json().at("rows").integer("validation"), 20);  // whole days
  EXPECT_EQ(run.json().at("cross_validation").integer("folds"), 3);
  EXPECT_THAT(read_file(scratch / "run/job.toml"), HasSubstr("time_column = \"day\""));

  const Outcome unknown = run_program({"train", table, "--time-column", "dya"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean \"day\"?"));
  const std::string same = scratch.write("same.csv", "t,x,y\n1,1,2\n1,2,3\n1,3,7\n1,4,2\n1,2,8\n");
  const Outcome refused = run_program({"train", same, "--time-column", "t"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("same.csv: --time-column t: split: all 5 rows have the same "
                                     "time and can't be split by it"));
}

TEST(EndToEnd, AFolderThatIsTakenIsLeftAlone) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(60));
  const std::vector<std::string> words = {"train", table,           "--epochs", "2",
                                          "--out", scratch / "run", "--json"};
  const Outcome first = run_program(words);
  const std::string before = read_file(scratch / "run/metrics.json");
  const Outcome second = run_program(words);
  ASSERT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(second.json().text("model"), scratch / "run-2/model.ganglion");
  EXPECT_THAT(second.err, HasSubstr("run-2"));
  EXPECT_EQ(read_file(scratch / "run/metrics.json"), before);
}

std::string without_runs_of_blanks(std::string text) {
  text.erase(
      std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
      text.end());
  return text;
}

TEST(EndToEnd, WhatIsPrintedForPeople) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(60));
  const Outcome run = run_program({"train", table, "--epochs", "2", "--out", scratch / "a run",
                                   "--network", "dense 4; dense 3"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("multiclass, 3 classes; target kind"));
  EXPECT_THAT(run.out,
              HasSubstr("ganglion predict '" + scratch / "a run/model.ganglion" + "' NEW"));
  EXPECT_THAT(run.err, HasSubstr("all hidden layers are linear"));
  const Outcome model = run_program({"inspect", scratch / "a run"});
  EXPECT_THAT(model.out, HasSubstr("one-hot: blue, red"));
  EXPECT_THAT(model.out, HasSubstr("dense_2 (dense)"));
  const Outcome job = run_program({"inspect", scratch / "a run/job.toml"});
  EXPECT_THAT(job.out, HasSubstr("dense 4; dense 3"));
  const Outcome few =
      run_program({"inspect", scratch.write("few.toml", "data = \"a.csv\"\nnetwork = \"\"\n")});
  for (const char* line : {"\nsignal (not set) ", "\ntime_column (not set) ", "\nignore (not set) ",
                           "\nnetwork \"\" ", "\nepochs (chosen when training starts) "}) {
    EXPECT_THAT(without_runs_of_blanks(few.out), HasSubstr(line));
  }
}

TEST(EndToEnd, JsonKeysStay) {
  const Scratch scratch;
  const std::string table = scratch.write("flowers.csv", flowers(60));
  const Outcome run =
      run_program({"train", table, "--epochs", "1", "--out", scratch / "run", "--json", "--quiet"});
  EXPECT_THAT(keys(run.json()),
              ElementsAre("model", "task", "target", "network", "epochs_run", "best_epoch",
                          "stopped", "ended", "train", "validation", "test", "rows", "seconds",
                          "parameters", "seed", "model_hash", "temperature", "intervals",
                          "baselines", "importance", "layers", "diagnosis", "notes"));
  const Outcome evaluate = run_program({"evaluate", scratch / "run", table, "--json"});
  EXPECT_THAT(keys(evaluate.json()),
              ElementsAre("rows", "loss", "metrics", "unseen", "beyond_range"));
  EXPECT_THAT(keys(evaluate.json().at("metrics")),
              ElementsAre("accuracy", "log_loss", "roc_auc", "f1", "ece", "brier", "confusion"));
}

TEST(EndToEnd, BenchMeasures) {
  const Outcome bench = run_program({"bench", "--seconds", "0.05", "--json"});
  ASSERT_EQ(bench.code, 0) << bench.err;
  EXPECT_GT(bench.json().at("step").number("seconds"), 0.0);
  EXPECT_GT(bench.json().number("peak_gflops"), 0.0);
  EXPECT_EQ(bench.json().integer("parameters"), 2175);
  // Two for each of 64 25 + 25 15 + 15 10 multiply-adds, of each row; `inspect` counts the same
  // way.
  EXPECT_EQ(bench.json().at("predict").number("flops"), 2.0 * 2125 * 32);
}

TEST(EndToEnd, BenchMeasuresPredictionsOfAModel) {
  const ScratchFolder folder;
  const std::string run = folder / "run";
  ASSERT_EQ(run_program({"train", "data/digits.csv", "--target", "digit", "--network",
                         "dense 8 relu", "--linear-path", "no", "--ensemble", "1", "--epochs", "1",
                         "--out", run, "--quiet"})
                .code,
            0);
  const Outcome own =
      run_program({"bench", run, "--seconds", "0.02", "--json", "--batch-size", "4"});
  ASSERT_EQ(own.code, 0) << own.err;
  EXPECT_EQ(own.json().integer("batch_size"), 4);
  EXPECT_EQ(own.json().at("predict").number("flops"), 2.0 * (64 * 8 + 8 * 10) * 4);
  const Outcome wrong = run_program({"bench", run, "--inputs", "3"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("--inputs: makes a network, but MODEL is one already"),
            std::string::npos)
      << wrong.err;
}

TEST(EndToEnd, PrecisionIsAChoice) {
  const Outcome bench =
      run_program({"bench", "--seconds", "0.05", "--json", "--precision", "bf16"});
  ASSERT_EQ(bench.code, 0) << bench.err;
  EXPECT_EQ(bench.json().text("precision"), "bf16");
  for (const char* command : {"bench", "train"}) {
    const Outcome wrong = run_program({command, "--precision", "fp8"});
    EXPECT_EQ(wrong.code, 2);
    EXPECT_NE(wrong.err.find("--precision: expected f32 or bf16, got 'fp8'"), std::string::npos)
        << wrong.err;
  }

  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(150));
  const auto hash = [&](const char* precision, const char* threads) {
    const Outcome run =
        run_program({"train", data, "--out", scratch / "run", "--quiet", "--json", "--epochs", "3",
                     "--precision", precision, "--threads", threads});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.json().text("model_hash");
  };
  EXPECT_EQ(hash("bf16", "1"), hash("bf16", "2"));
  EXPECT_NE(hash("bf16", "1"), hash("f32", "1"));
}

TEST(EndToEnd, TheTestIsToldWithIntervalsAndBaselines) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(150));
  const Outcome run = run_program({"train", data, "--out", scratch / "run", "--json", "--quiet"});
  ASSERT_EQ(run.code, 0) << run.err;
  const io::Json json = run.json();
  EXPECT_EQ(json.at("intervals").integer("resamples"), 1000);
  const auto& interval = json.at("intervals").at("metrics").array("log_loss");
  const double log_loss = json.at("test").number("log_loss");
  EXPECT_LE(interval.at(0).as_number(), log_loss);
  EXPECT_GE(interval.at(1).as_number(), log_loss);
  // A third of the rows are of each kind.
  EXPECT_NEAR(json.at("baselines").at("majority_class").number("accuracy"), 1.0 / 3.0, 0.04);
  EXPECT_NEAR(json.at("baselines").at("majority_class").number("log_loss"), std::log(3.0), 0.01);
  EXPECT_GT(json.at("baselines").at("logistic").number("accuracy"), 0.9);
  const auto& importance = json.array("importance");
  EXPECT_EQ(importance.size(), 4U);
  EXPECT_EQ(importance.back().text("column"), "age") << "it says nothing";
}

TEST(EndToEnd, CrossValidationTestsEachRowOnce) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  const std::vector<std::string> words = {"train",    data, "--cross-validate", "4",
                                          "--epochs", "80", "--json",           "--quiet"};
  std::vector<std::string> first = words;
  first.insert(first.end(), {"--out", scratch / "a"});
  const Outcome run = run_program(first);
  ASSERT_EQ(run.code, 0) << run.err;
  const io::Json folds = run.json().at("cross_validation");
  EXPECT_EQ(folds.integer("folds"), 4);
  EXPECT_GT(folds.at("mean").number("accuracy"), 0.8);
  EXPECT_GE(folds.at("standard_error").number("log_loss"), 0.0);

  std::vector<std::string> again = words;
  again.insert(again.end(), {"--out", scratch / "b"});
  EXPECT_EQ(run_program(again).json().at("cross_validation"), folds);
  // The model that is kept is the one of a run without.
  const Outcome without =
      run_program({"train", data, "--epochs", "80", "--json", "--quiet", "--out", scratch / "c"});
  EXPECT_EQ(without.json().text("model_hash"), run.json().text("model_hash"));

  const Outcome refused = run_program({"train", data, "--cross-validate", "1"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--cross-validate: 1 fold leaves no rows to train on"));
  const Outcome many =
      run_program({"train", data, "--cross-validate", "91", "--quiet", "--out", scratch / "d"});
  EXPECT_EQ(many.code, 1);
  EXPECT_THAT(many.err, HasSubstr("only 90 rows"));
}

}  // namespace
}  // namespace ganglion::support

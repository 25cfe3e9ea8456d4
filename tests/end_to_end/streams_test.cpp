// The standard streams closed, full or read by nobody; files that would overwrite what is read.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A line of a shell; $G is the program, and the current folder is `folder`.
Outcome shell(const Scratch& folder, const std::string& line) {
  const std::string program = fs::absolute(Started::ganglion()).string();
  return Started("/bin/sh", {"-c", "cd '" + folder.path() + "' && G='" + program + "' && " + line})
      .wait();
}

/// A folder with a table and a model of it.
class Streams : public testing::Test {
 protected:
  Streams() {
    folder_.write("in.csv", flowers(60));
    const Outcome trained = run("$G train in.csv --target kind --epochs 2 --out run --quiet");
    EXPECT_EQ(trained.code, 0) << trained.err;
  }
  Outcome run(const std::string& line) const { return shell(folder_, line); }
  Scratch folder_;
};

TEST_F(Streams, StderrNeverDecidesWhatBecomesOfARunSlow) {
  int number = 0;
  for (const std::string to : {"2>&-", "2>/dev/full", "2>&1 >/dev/null | true"}) {
    const std::string out = "out" + std::to_string(++number);
    const Outcome trained =
        run("$G train in.csv --target kind --epochs 2 --out " + out + " " + to + "; echo $?");
    EXPECT_THAT(trained.out, testing::EndsWith("0\n")) << to;
    for (const char* file : {"model.ganglion", "metrics.json", "report.html", "job.toml"}) {
      EXPECT_TRUE(fs::exists(folder_ / (out + "/" + file))) << to << file;
    }
  }
  EXPECT_EQ(run("$G inspect gone 2>/dev/full").code, 1);
  EXPECT_EQ(run("$G inspect gone 2>&-").code, 1);
  EXPECT_EQ(run("$G inspect --gone 2>&-").code, 2);
}

TEST_F(Streams, AFileDoesNotBecomeStderrSlow) {
  EXPECT_EQ(run("$G predict run in.csv --out p.csv >&- 2>&-").code, 0);
  EXPECT_EQ(read_file(folder_ / "p.csv"), run("$G predict run in.csv").out);
}

TEST_F(Streams, StdoutThatCannotBeWrittenIsOneErrorSlow) {
  for (const std::string what : {"--version", "--help", "predict run in.csv", "inspect run",
                                 "evaluate run in.csv --json", "explain run in.csv --row 1"}) {
    for (const std::string to : {" >/dev/full", " >&-"}) {
      const Outcome outcome = run("$G " + what + to);
      EXPECT_EQ(outcome.code, 1) << what << to;
      EXPECT_THAT(outcome.err, HasSubstr("ganglion: error: can't write to stdout: ")) << what << to;
      EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    }
  }
}

TEST_F(Streams, WhatIsReadIsNotOverwrittenSlow) {
  fs::create_hard_link(folder_ / "in.csv", folder_ / "hard.csv");
  fs::create_symlink("in.csv", folder_ / "soft.csv");
  const std::string table = read_file(folder_ / "in.csv");
  const std::string model = read_file(folder_ / "run/model.ganglion");
  for (const std::string out :
       {"in.csv", "./in.csv", "hard.csv", "soft.csv", "run/model.ganglion"}) {
    const Outcome outcome = run("$G predict run in.csv --out " + out);
    EXPECT_EQ(outcome.code, 2) << out;
    EXPECT_THAT(outcome.err, HasSubstr("this would overwrite")) << out;
  }
  folder_.write("table.svg", table);
  EXPECT_EQ(run("$G explain run table.svg --row 1 --graph table.svg").code, 2);
  EXPECT_EQ(read_file(folder_ / "table.svg"), table);
  EXPECT_EQ(read_file(folder_ / "in.csv"), table);
  EXPECT_EQ(read_file(folder_ / "run/model.ganglion"), model);
}

TEST_F(Streams, NamesCannotSteerATerminalSlow) {
  std::string table = flowers(60);
  table.replace(table.find("colour"), 6, "\x1b[31mred\x07");
  folder_.write("steers.csv", table);
  const Outcome trained = run("$G train steers.csv --target kind --epochs 2 --out steers");
  EXPECT_EQ(trained.code, 0) << trained.err;
  for (const std::string what :
       {"inspect steers", "explain steers steers.csv --row 1", "evaluate steers in.csv"}) {
    const Outcome outcome = run("$G " + what);
    for (const std::string& text : {trained.out, trained.err, outcome.out, outcome.err}) {
      EXPECT_EQ(text.find_first_of("\x1b\x07"), std::string::npos) << what;
    }
  }
  EXPECT_THAT(run("$G inspect steers").out, HasSubstr("\\u001b[31mred\\u0007"));
}

TEST_F(Streams, PipesAndDevicesAreErrorsAtOnceSlow) {
  for (const std::string line :
       {"mkfifo pipe; timeout 20 $G inspect pipe", "timeout 20 $G predict run /dev/zero",
        "timeout 20 $G train /dev/zero --target x",
        "mkdir -p c/a c/b && mkfifo c/a/x.png && timeout 20 $G train c"}) {
    const Outcome outcome = run(line);
    EXPECT_EQ(outcome.code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr("ganglion: error: ")) << line;
  }
}

TEST_F(Streams, ADoubleDashEndsTheOptionsSlow) {
  std::filesystem::copy_file(folder_ / "in.csv", folder_ / "-in.csv");
  const std::string predictions = run("$G predict run in.csv").out;
  EXPECT_EQ(run("$G predict run -- -in.csv").out, predictions);
  EXPECT_EQ(run("$G predict -- run -in.csv").out, predictions);
}

TEST_F(Streams, LongValuesMakeNoLongMessagesSlow) {
  const std::string value(5000, 'v');
  folder_.write("long.csv", "width,height,age,colour,kind\n1,2," + value + ",red,rose\n");
  EXPECT_LT(run("$G predict run long.csv").err.size(), 1000U);
  EXPECT_LT(run("$G predict run " + value).err.size(), 1000U);
  EXPECT_LT(run("$G train in.csv --target " + value).err.size(), 1000U);
}

}  // namespace
}  // namespace ganglion::support

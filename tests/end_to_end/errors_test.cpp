#include <gmock/gmock.h>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;
using ::testing::StartsWith;

/// The program refuses, says why in one message, and prints no result.
void refuses(int code, const std::vector<std::string>& words, const std::string& message) {
  const Outcome run = run_program(words);
  EXPECT_EQ(run.code, code) << run.err;
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("ganglion: error: "));
  EXPECT_THAT(run.err, HasSubstr(message));
}

TEST(EndToEndErrors, WrongUsageIsTwo) {
  refuses(2, {"trian", "x.csv"}, "did you mean \"train\"?");
  refuses(2, {"train"}, "DATA is missing");
  refuses(2, {"train", "x.csv", "--epoch", "3"}, "did you mean \"--epochs\"?");
  refuses(2, {"train", "x.csv", "y.csv"}, "unexpected argument");
  refuses(2, {"train", "x.csv", "--seed"}, "--seed needs a value");
  refuses(2, {"evaluate"}, "MODEL and DATA are missing");
  refuses(2, {"help", "predcit"}, "did you mean \"predict\"?");
  refuses(2, {"train", "--resume"}, "name the run to continue");
}

TEST(EndToEndErrors, PredictionsAreNotWrittenUnderTheNameOfAnotherForm) {
  const Scratch scratch;
  for (const char* name : {"p.xlsx", "p.JSON", "p.csv.gz"}) {
    const Outcome run = run_program({"predict", "m.ganglion", "d.csv", "--out", scratch / name});
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err,
                HasSubstr("predictions are written as CSV (.csv) or as arrays (.npy, .npz)"));
    EXPECT_FALSE(std::filesystem::exists(scratch / name));
  }
}

TEST(EndToEndErrors, ImpossibleValuesNameTheirOption) {
  const std::vector<std::vector<std::string>> cases = {
      {"--epochs", "0"},          {"--epochs", "2.5"},
      {"--batch-size", "0"},      {"--batch-size", "-3"},
      {"--threads", "0"},         {"--learning-rate", "0"},
      {"--learning-rate", "-1"},  {"--learning-rate", "nan"},
      {"--learning-rate", "inf"}, {"--test", "1"},
      {"--test", "-0.1"},         {"--validation", "7"},
      {"--dropout", "1"},         {"--l2", "-1"},
      {"--replicas", "3"},        {"--task", "regresion"},
      {"--loss", "mess"},         {"--optimizer", "adm"},
      {"--network", "dnse 3"},    {"--network", "dense 0"},
      {"--class-weight", "on"},   {"--patience", "-1"},
      {"--schedule", "sine"},     {"--seed", "-1"}};
  for (const auto& words : cases) {
    refuses(2, {"train", digits(), words[0], words[1]}, "error: " + words[0] + ": ");
  }
}

TEST(EndToEndErrors, DataThatCannotBe) {
  const Scratch scratch;
  const std::string flower = scratch.write("flowers.csv", flowers(30));
  const std::string out = scratch / "run";
  refuses(1, {"train", scratch / "none.csv"}, "none.csv");
  refuses(1, {"train", scratch.write("empty.csv", "")}, "empty");
  refuses(1, {"train", scratch.write("header.csv", "a,b\n")}, "no rows");
  refuses(1, {"train", scratch.write("same.csv", "a,b\n1,x\n2,x\n3,x\n"), "--out", out}, "\"b\"");
  refuses(1, {"train", scratch.write("long.csv", "a,b\n1,x\n2,x,3\n")}, "long.csv:3");
  refuses(1, {"train", scratch.write("latin.csv", "a,b\n1,\xE9\n")}, "use --encoding latin1 if");
  refuses(1, {"train", flower, "--loss", "huber delta=2", "--out", out},
          "--loss 'huber delta=2' doesn't fit");
  refuses(1, {"train", flower, "--target", "knid"}, "did you mean \"kind\"?");
  refuses(1, {"train", flower, "--loss", "mse", "--out", out}, "sparse_categorical_crossentropy");
  refuses(1, {"train", scratch / "none.csv", "--out", flower}, "this is a file");
  refuses(1, {"train", scratch / "none.csv", "--out", flower + "/run"}, "flowers.csv is a file");
  refuses(1, {"train", flower, "--out", "/proc/none/run"}, "--out");
  refuses(1, {"train", "--job", scratch.write("job.toml", "data = \"x\"\nepchs = 1\n")},
          "job.toml:2:1: unknown key \"epchs\"; did you mean \"epochs\"?");
  refuses(1, {"train", "--resume", "--out", out}, "no run");
  EXPECT_FALSE(std::filesystem::exists(out));
}

TEST(EndToEndErrors, ModelsThatDoNotFit) {
  const Scratch scratch;
  const std::string flower = scratch.write("flowers.csv", flowers(30));
  const std::string out = scratch / "run";
  ASSERT_EQ(run_program({"train", flower, "--epochs", "1", "--out", out}).code, 0);
  refuses(1, {"evaluate", scratch / "none", flower}, "none");
  refuses(1, {"evaluate", flower, flower}, "flowers.csv");
  refuses(1, {"evaluate", out, digits()}, "kind");
  refuses(1, {"predict", out, scratch.write("few.csv", "width,heigth,age,colour\n1,1,1,red\n")},
          "did you mean \"heigth\"?");
  refuses(
      1,
      {"evaluate", out, scratch.write("new.csv", "width,height,age,colour,kind\n1,1,1,red,oak\n")},
      "oak");
  const std::string bytes = read_file(out + "/model.ganglion");
  refuses(1, {"inspect", scratch.write("cut.ganglion", bytes.substr(0, bytes.size() / 2))},
          "cut.ganglion");
}

TEST(EndToEndErrors, DamagedModels) {
  const Scratch scratch;
  const std::string flower = scratch.write("flowers.csv", flowers(30));
  ASSERT_EQ(run_program({"train", flower, "--epochs", "1", "--out", scratch / "run"}).code, 0);
  const std::string bytes = read_file(scratch / "run/model.ganglion");
  const auto refused = [&](const std::string& damaged, const std::string& why) {
    refuses(1, {"predict", scratch.write("bad.ganglion", damaged), flower}, why);
  };
  refused(bytes.substr(0, bytes.size() / 2), "truncated or damaged");
  std::string flipped = bytes;
  flipped[bytes.size() - 3] = static_cast<char>(flipped[bytes.size() - 3] ^ 0x10);
  refused(flipped, "bad.ganglion: the file is truncated or damaged: its checksum is");
  const std::string version = R"(\"format\":1)";
  std::string later = bytes;
  const std::string checksum = R"("checksum")";
  later.replace(later.find(checksum), checksum.size(), R"("leftout_")");
  ASSERT_NE(later.find(version), std::string::npos);
  later[later.find(version) + version.size() - 1] = '9';
  refused(later, "bad.ganglion: format version 9");
  EXPECT_EQ(run_program({"predict", scratch / "run", flower}).code, 0);
}

TEST(EndToEndErrors, ATrainingThatDiverges) {
  const Scratch scratch;
  refuses(1, {"train", digits(), "--learning-rate", "1e9", "--out", scratch / "run"},
          "training diverged in epoch 1, step");
  EXPECT_FALSE(std::filesystem::exists(scratch / "run/model.ganglion"));
}

/// The output of the program, sent to a full disk or to who doesn't want to read it to its end.
TEST(EndToEndErrors, OutputThatCannotBeWritten) {
  const Scratch scratch;
  ASSERT_EQ(run_program({"train", digits(), "--epochs", "1", "--out", scratch / "run"}).code, 0);
  const auto shell = [&](const std::string& behind) {
    const std::string words = " predict " + (scratch / "run") + " " + digits() + behind;
    return Started("/bin/sh", {"-c", Started::ganglion() + words}).wait();
  };
  const Outcome full = shell(" > /dev/full");
  EXPECT_EQ(full.code, 1);
  EXPECT_THAT(full.err, HasSubstr("No space left on device"));
  const Outcome closed = shell(" | head -1");
  EXPECT_EQ(closed.code, 0);
  EXPECT_EQ(closed.err, "");
  EXPECT_THAT(closed.out, StartsWith("class,probability_0"));
}

/// A table to predict for may have its columns in another order, and more of them.
TEST(EndToEndErrors, OtherColumnsAreNoError) {
  const Scratch scratch;
  ASSERT_EQ(run_program({"train", scratch.write("flowers.csv", flowers(30)), "--epochs", "1",
                         "--out", scratch / "run"})
                .code,
            0);
  const auto predicted = [&](const std::string& table) {
    const Outcome run = run_program({"predict", scratch / "run", scratch.write("new.csv", table)});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.out;
  };
  EXPECT_EQ(predicted("width,height,age,colour\n1,2,3,red\n"),
            predicted("more,colour,age,height,width\nx,red,3,2,1\n"));
}

TEST(EndToEndErrors, HelpSetsEntriesApartFromTheirDescriptions) {
  for (const std::string command : {"train", "evaluate", "predict", "studio", "tune", "check"}) {
    const std::string help = run_program({"help", command}).out;
    EXPECT_THAT(help, Not(ContainsRegex("\n  --[^ ]+ [A-Z][A-Z]+[a-z]")));
  }
}

TEST(EndToEndErrors, HelpAndVersion) {
  for (const std::string command : {"train", "evaluate", "predict", "inspect", "bench"}) {
    const Outcome help = run_program({"help", command});
    EXPECT_EQ(help.code, 0);
    EXPECT_THAT(help.out, StartsWith("usage: ganglion " + command));
    EXPECT_EQ(run_program({command, "--help"}).out, help.out);
  }
  EXPECT_THAT(run_program({"--version"}).out,
              MatchesRegex("ganglion [0-9.]+\noneDNN [23]\\.[0-9]+\\.[0-9]+\n"));
  EXPECT_THAT(run_program({}).out, HasSubstr("Commands:"));
}

}  // namespace
}  // namespace ganglion::support

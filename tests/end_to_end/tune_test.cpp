#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> short_search(const std::string& data, const std::string& out) {
  return {"tune",       data, "--target",         "kind", "--epochs", "3",
          "--ensemble", "1",  "--cross-validate", "3",    "--out",    out};
}

TEST(EndToEndTune, WritesAJobThatTrainTakes) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  std::vector<std::string> command = short_search(data, scratch / "out");
  command.insert(command.end(), {"--trials", "5"});
  const Outcome run = run_program(command);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("5 settings in"));
  EXPECT_THAT(run.out, HasSubstr("\nverdict:    "));
  EXPECT_TRUE(std::filesystem::exists(scratch / "out/tune.html"));
  const Outcome trained = run_program(
      {"train", "--job", scratch / "out/job.toml", "--json", "--quiet", "--out", scratch / "run"});
  ASSERT_EQ(trained.code, 0) << trained.err;
  const io::Json result = io::parse_json(read_file(scratch / "out/tune.json"), "tune.json");
  EXPECT_EQ(trained.json().text("model_hash"), result.at("run").text("model_hash"));
}

TEST(EndToEndTuneSlow, CtrlCKeepsTheBestAndResumes) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  const std::string out = scratch / "out";
  std::vector<std::string> command = short_search(data, out);
  command.insert(command.end(), {"--budget", "1h"});
  const Started started(command);
  for (int i = 0; i < 600 && (!std::filesystem::exists(out + "/trials.jsonl") ||
                              std::filesystem::file_size(out + "/trials.jsonl") < 15'000);
       ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  started.signal(SIGINT);
  const Outcome stopped = started.wait();
  EXPECT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_THAT(stopped.err, HasSubstr("ganglion tune --resume --out"));
  EXPECT_TRUE(std::filesystem::exists(out + "/job.toml"));
  EXPECT_TRUE(std::filesystem::exists(out + "/tune.html"));
  const Outcome resumed = run_program({"tune", "--resume", "--out", out, "--trials", "3"});
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.out, HasSubstr("3 settings in"));
}

TEST(EndToEndTuneSlow, EndsWithinItsBudget) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  std::vector<std::string> command = short_search(data, scratch / "out");
  command.insert(command.end(), {"--budget", "6s", "--json", "--quiet"});
  const Outcome run = run_program(command);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_LT(run.json().number("seconds"), 12.0);
  EXPECT_GT(run.json().integer("trials"), 1);
}

TEST(EndToEndTune, ShowsTheRegularisationPath) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  std::vector<std::string> command = short_search(data, scratch / "out");
  command.insert(command.end(), {"--path", "l2=0,0.01,1"});
  const Outcome run = run_program(command);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("Best validation log_loss at l2 = "));
  EXPECT_THAT(read_file(scratch / "out/path.html"), HasSubstr("log10 of l2"));
}

/// Ensembles are interrupted in the middle: what some of their networks have learned is left out.
TEST(EndToEndTuneSlow, CtrlCEndsARegularisationPath) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  const Started started({"tune", data, "--target", "kind", "--ensemble", "4", "--path", "l2",
                         "--epochs", "100000", "--patience", "0", "--out", scratch / "out"});
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  const auto begin = std::chrono::steady_clock::now();
  started.signal(SIGINT);
  const Outcome stopped = started.wait();
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
  EXPECT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_LT(passed.count(), 5.0);  // of the minutes that are left
  EXPECT_THAT(stopped.err, HasSubstr("interrupted before two folds were trained"));
  EXPECT_FALSE(std::filesystem::exists(scratch / "out"));
}

TEST(EndToEndTune, WrongUsageIsSaid) {
  for (const auto& [words, message] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"tune"}, "DATA is missing"},
           {{"tune", "data/penguins.csv", "--budget", "soon"}, "such as 90s, 5m or 1h30m"},
           {{"tune", "data/penguins.csv", "--trials", "0"}, "--trials: "},
           {{"tune", "data/penguins.csv", "--path", "l2", "--budget", "5m"}, "leave out --budget"},
           {{"tune", "--resume"}, "name the search to continue"},
           {{"tune", "--resume", "--out", "x", "--l2", "1"}, "goes on with the settings"}}) {
    const Outcome run = run_program(words);
    EXPECT_EQ(run.code, 2);
    EXPECT_THAT(run.err, HasSubstr(message));
  }
}

}  // namespace
}  // namespace ganglion::support

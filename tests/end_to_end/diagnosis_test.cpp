// What the program says of a run, and the thresholds that it takes.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/end_to_end/program.h"
#include "tests/support/diagnosed_tables.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> short_training(const std::string& table, const std::string& out) {
  return {"train", table,       "--network", "dense 8 relu", "--epochs", "2",      "--ensemble",
          "1",     "--threads", "1",         "--out",        out,        "--quiet"};
}

TEST(EndToEndDiagnosis, SaysWhatToTryNext) {
  const Scratch scratch;
  const std::string table = scratch.write("d.csv", pattern_table(Pattern::disc, 200));
  const Outcome run = run_program(short_training(table, scratch / "a"));
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("diagnosis:  "));
  EXPECT_THAT(run.out, HasSubstr("unfinished: 2 epochs can't show whether"));
  EXPECT_THAT(run.out, HasSubstr("; try: ganglion train " + table +
                                 " --network 'dense 8 relu' --epochs 20 --ensemble 1\n"));
  std::vector<std::string> words = short_training(table, scratch / "b");
  words.emplace_back("--json");
  const io::Json::Array findings = run_program(words).json().array("diagnosis");
  const auto unfinished = std::ranges::find_if(
      findings, [](const io::Json& finding) { return finding.text("kind") == "unfinished"; });
  ASSERT_NE(unfinished, findings.end());
  EXPECT_EQ(unfinished->at("numbers").number("epochs"), 2.0);
  EXPECT_THAT(unfinished->text("try"), HasSubstr("--epochs 20"));
}

TEST(EndToEndDiagnosis, ANetworkOfManyLayersIsToldInBrief) {
  const Scratch scratch;
  const std::string table = scratch.write("d.csv", pattern_table(Pattern::disc, 100));
  std::string network = "dense 2 relu";
  for (int layer = 0; layer < 79; ++layer) network += "; dense 2 relu";
  std::vector<std::string> words = short_training(table, scratch / "run");
  words[3] = network;
  const Outcome run = run_program(words);
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("\ndense_18 (dense) "));
  EXPECT_THAT(run.out, HasSubstr("… 51 more layers: ganglion inspect " + scratch / "run"));
  EXPECT_THAT(run.out, HasSubstr("\ndense_80 (dense) "));
  EXPECT_THAT(run.out, testing::Not(HasSubstr("\ndense_30 (dense) ")));
  EXPECT_THAT(run.out, testing::ContainsRegex("\n +[0-9]+ more are in the report\n"));
  EXPECT_THAT(run_program({"inspect", scratch / "run"}).out, HasSubstr("\ndense_30 (dense) "));
}

TEST(EndToEndDiagnosis, ThresholdsAreTakenAndRefused) {
  const Scratch scratch;
  const std::string table = scratch.write("r.csv", pattern_table(Pattern::rare_ellipse, 300));
  std::vector<std::string> words = short_training(table, scratch / "run");
  words.insert(words.end(), {"--cost", "1:5"});
  ASSERT_EQ(run_program(words).code, 0);
  EXPECT_THAT(run_program({"inspect", scratch / "run"}).out,
              HasSubstr("positive: yes  (predicted above a probability of "));
  const Outcome kept = run_program({"evaluate", scratch / "run", table});
  EXPECT_THAT(kept.out, HasSubstr("thresholds on the probability of yes (* the one used; cost: 1"));
  const Outcome given =
      run_program({"evaluate", scratch / "run", table, "--threshold", "0.25", "--json"});
  EXPECT_EQ(given.json().number("threshold"), 0.25);
  EXPECT_EQ(given.json().array("thresholds").size(), 10U);
  const Outcome high = run_program({"evaluate", scratch / "run", table, "--threshold", "1.5"});
  EXPECT_EQ(high.code, 2);
  EXPECT_THAT(high.err, HasSubstr("--threshold: \"1.5\": expected a probability > 0 and < 1"));
  const Outcome both =
      run_program({"evaluate", scratch / "run", table, "--threshold", "0.5", "--cost", "1:2"});
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr("give one of them"));
  EXPECT_EQ(run_program({"train", table, "--cost", "1"}).code, 2);
}

}  // namespace
}  // namespace ganglion::support

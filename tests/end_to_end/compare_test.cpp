#include <gmock/gmock.h>

#include <filesystem>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

TEST(EndToEndCompare, ShowsTableJsonAndPage) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  const std::vector<std::string> command = {"compare",    data,
                                            "--target",   "kind",
                                            "--epochs",   "5",
                                            "--ensemble", "1",
                                            "--with",     "optimizer=sgd",
                                            "--with",     "fast: optimizer=adam learning_rate=0.02",
                                            "--out",      scratch / "out"};
  const Outcome text = run_program(command);
  ASSERT_EQ(text.code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("2 variants on the same 18 test rows"));
  EXPECT_THAT(text.out, HasSubstr("\n  learning_rate: "));
  EXPECT_THAT(text.out, HasSubstr("\nfast: "));
  EXPECT_THAT(read_file(scratch / "out/compare.html"),
              HasSubstr("<h2>Validation loss by time</h2>"));
  std::vector<std::string> quiet = command;
  quiet.insert(quiet.end(), {"--json", "--quiet", "--seeds", "2"});
  const Outcome json = run_program(quiet);
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(json.err, "");
  EXPECT_EQ(json.json().array("variants")[1].array("runs").size(), 2U);
  EXPECT_TRUE(std::filesystem::exists(scratch / "out-2/compare.json"));
}

TEST(EndToEndCompare, TakesRunFoldersAndSaysWhatIsWrong) {
  const Scratch scratch;
  const std::string data = scratch.write("flowers.csv", flowers(90));
  for (const char* rate : {"0.01", "0.001"}) {
    const Outcome run =
        run_program({"train", data, "--target", "kind", "--epochs", "3", "--learning-rate", rate,
                     "--ensemble", "1", "--out", scratch / rate});
    ASSERT_EQ(run.code, 0) << run.err;
  }
  const Outcome both = run_program(
      {"compare", scratch / "0.01", scratch / "0.001/job.toml", "--out", scratch / "out"});
  EXPECT_EQ(both.code, 0) << both.err;
  EXPECT_THAT(both.out, HasSubstr("learning_rate: 0.01 | 0.001"));
  const Outcome one = run_program({"compare", data});
  EXPECT_EQ(one.code, 2);
  EXPECT_THAT(one.err, HasSubstr("--with"));
  const Outcome wrong = run_program({"compare", data, "--with", "l2=0", "--with", "optimiser=sgd"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean \"optimizer\"?"));
}

}  // namespace
}  // namespace ganglion::support

// Weights of 8 bits from the command line: a smaller file that predicts alike.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;

/// Points in the plane, and whether they lie in a ring.
std::string ring(int rows) {
  std::string text = "x,y,inside\n";
  for (int i = 0; i < rows; ++i) {
    const double x = 0.1 * ((i * 7919) % 41) - 2.0;
    const double y = 0.1 * ((i * 31) % 37) - 1.8;
    text += std::to_string(x) + ',' + std::to_string(y) + ',' +
            (std::hypot(x, y) < 1.4 ? "yes" : "no") + '\n';
  }
  return text;
}

class QuantizeCommand : public ::testing::Test {
 protected:
  std::string trained() {
    const Outcome run =
        run_program({"train", table_, "--network", "dense 64 relu; dense 64 relu", "--ensemble",
                     "1", "--epochs", "20", "--out", scratch_ / "run"});
    EXPECT_EQ(run.code, 0) << run.err;
    return scratch_ / "run";
  }
  Scratch scratch_;
  std::string table_ = scratch_.write("ring.csv", ring(400));
};

TEST_F(QuantizeCommand, GivesAModelThatPredictsAlike) {
  const std::string run = trained();
  const std::string out = scratch_ / "small.ganglion";
  const Outcome made = run_program({"quantize", run, table_, "--out", out, "--json"});
  ASSERT_EQ(made.code, 0) << made.err;
  const io::Json json = made.json();
  const double before = json.at("before").at("metrics").number("log_loss");
  EXPECT_NEAR(json.at("after").at("metrics").number("log_loss"), before, 0.02 * before);
  EXPECT_LT(static_cast<double>(std::filesystem::file_size(out)),
            0.6 * static_cast<double>(std::filesystem::file_size(run + "/model.ganglion")));
  const Outcome evaluated = run_program({"evaluate", out, table_, "--json"});
  EXPECT_EQ(evaluated.code, 0) << evaluated.err;
  EXPECT_EQ(evaluated.json().at("metrics").number("log_loss"),
            json.at("after").at("metrics").number("log_loss"));
  EXPECT_THAT(run_program({"inspect", out}).out, HasSubstr("dense, 8 bits"));
  EXPECT_EQ(run_program({"explain", out, table_, "--row", "1"}).code, 0);
  EXPECT_EQ(run_program({"export", out, "--format", "c", "--out", scratch_ / "small.h"}).code, 0);
  const Outcome keras =
      run_program({"export", out, "--format", "keras", "--out", scratch_ / "small.keras"});
  EXPECT_EQ(keras.code, 1);
  EXPECT_THAT(keras.err, HasSubstr("quantised"));
}

TEST_F(QuantizeCommand, RefusesWhatCanNotBe) {
  const std::string run = trained();
  const std::string model = run + "/model.ganglion";
  const Outcome over = run_program({"quantize", run, table_, "--out", model});
  EXPECT_EQ(over.code, 2);
  EXPECT_THAT(over.err, HasSubstr("--out"));
  const std::string out = scratch_ / "small.ganglion";
  EXPECT_EQ(run_program({"quantize", run, table_}).code, 2) << "no --out";
  EXPECT_EQ(run_program({"quantize", run, table_, "--out", out, "--max-loss", "-1"}).code, 2);
  ASSERT_EQ(run_program({"quantize", run, table_, "--out", out}).code, 0);
  const Outcome twice =
      run_program({"quantize", out, table_, "--out", scratch_ / "twice.ganglion"});
  EXPECT_EQ(twice.code, 1);
  EXPECT_THAT(twice.err, HasSubstr("quantised already"));
}

}  // namespace
}  // namespace ganglion::support

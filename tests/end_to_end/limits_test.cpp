// What lies far outside the training rows, and the end of training, as a person sees them.
#include <gmock/gmock.h>

#include <string>

#include "tests/end_to_end/program.h"

namespace ganglion::support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Limits : public ::testing::Test {
 protected:
  /// A rent that grows with area and falls with distance.
  std::string flats() {
    std::string text = "area,distance,rent\n";
    for (int i = 0; i < 150; ++i) {
      const int area = 20 + (i * 7) % 101;
      const int distance = (i * 13) % 31;
      text += std::to_string(area) + ',' + std::to_string(distance) + ',' +
              std::to_string(200 + 12 * area - 10 * distance) + '\n';
    }
    return scratch_.write("flats.csv", text);
  }
  Outcome train(const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "train",  flats(), "--target", "rent",           "--test",       "0", "--json",
        "--seed", "3",     "--out",    scratch_ / "run", "--validation", "0"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words);
  }

  Scratch scratch_;
};

TEST_F(Limits, PredictTellsOfValuesFarOutsideTheTrainingRange) {
  ASSERT_EQ(train({"--epochs", "200"}).code, 0);
  const std::string rows =
      scratch_.write("new.csv", "distance,area\n5,50\n5,9000\n400,9000\n6,60\n-90,60\n");
  const std::vector<std::string> words = {"predict", scratch_ / "run", rows, "--beyond-range"};
  const Outcome told = run_program(words);
  ASSERT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.err,
              HasSubstr("note: column \"area\": 2 of 5 values lie far outside the training "
                        "range, 20 to 120 (9000); they are clipped"));
  EXPECT_THAT(told.err, HasSubstr("column \"distance\": 2 of 5 values"));
  EXPECT_THAT(told.err, HasSubstr("(400, -90)"));
  EXPECT_THAT(told.out, ::testing::StartsWith("rent,beyond_range\n"));
  EXPECT_THAT(told.out, HasSubstr(",area\n"));
  EXPECT_THAT(told.out, HasSubstr(",area; distance\n"));

  const io::Json json = run_program({"predict", scratch_ / "run", rows, "--json"}).json();
  const io::Json& area = json.array("beyond_range")[0];
  EXPECT_EQ(area.text("column"), "area");
  EXPECT_EQ(area.integer("count"), 2);
  EXPECT_EQ(area.array("range")[1].as_number(), 120);
  for (const io::Json& row : json.array("predictions")) {
    EXPECT_LT(row.number("rent"), 1640 + 151);  // the largest rent and a margin
    EXPECT_GT(row.number("rent"), 140 - 151);
  }
  const Outcome near = run_program({"predict", scratch_ / "run", flats()});
  EXPECT_THAT(near.err, Not(HasSubstr("far outside")));
  const Outcome inspected = run_program({"inspect", scratch_ / "run"});
  EXPECT_THAT(inspected.out, HasSubstr("; clipped 10 % beyond 20"));
  EXPECT_THAT(inspected.out, HasSubstr("rent: predictions clipped 10 % beyond "));
}

TEST_F(Limits, WhatIsNotClippedIsToldAllTheSame) {
  ASSERT_EQ(train({"--epochs", "200", "--clip-inputs", "no", "--clip-output", "no"}).code, 0);
  const std::string rows = scratch_.write("new.csv", "distance,area\n5,9000\n");
  const Outcome told = run_program({"predict", scratch_ / "run", rows, "--json"});
  EXPECT_THAT(told.err, HasSubstr("range, 20 to 120 (9000)\n"));
  EXPECT_GT(told.json().array("predictions")[0].number("rent"), 20'000);
  EXPECT_EQ(told.json().integer("clipped"), 0);
  EXPECT_THAT(run_program({"inspect", scratch_ / "run"}).out, Not(HasSubstr("clipped")));
}

TEST_F(Limits, ATrainingEndsWhenItsTimeIsUpAndSaysSo) {
  const Outcome run = train({"--time", "0.3s", "--epochs", "100000000", "--patience", "0"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.err, HasSubstr("time:       0.3s  (training ends by the clock"));
  EXPECT_THAT(run.json().text("ended"), HasSubstr("the time was up"));
  EXPECT_GT(run.json().integer("epochs_run"), 0);
  EXPECT_EQ(run_program({"train", flats(), "--time", "5 days"}).code, 2);
}

}  // namespace
}  // namespace ganglion::support

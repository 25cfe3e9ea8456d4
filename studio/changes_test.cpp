#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ganglion/core/file.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "tests/support/studio_session.h"

namespace ganglion::studio {
namespace {

using io::Json;
using testing::HasSubstr;

/// A session whose network was trained for an epoch of four batches.
class Changes : public support::StudioTest {
 protected:
  void SetUp() override {
    load(R"({"builtin": "spiral", "options": {"rows": 200, "noise": 0.1}})");
    order(R"({"command": "set", "path": "network", "value": "dense 6 tanh"})");
    order(R"({"command": "set", "path": "l2", "value": 0})");
    order(R"({"command": "pace", "epochs_per_second": 0})");
    epoch();
  }
  Json epoch() const {
    order(R"({"command": "epoch"})");
    return settled();
  }
  void set(const std::string& path, const std::string& value) const {
    order(R"({"command": "set", "path": ")" + path + R"(", "value": )" + value + "}");
  }
};

TEST_F(Changes, BatchSizeCountsFromTheNextEpochOn) {
  set("batch_size", "16");
  order(R"({"command": "step"})");
  Json state = settled();
  EXPECT_EQ(state.at("training").integer("steps_per_epoch"), 8) << "halted between two epochs";
  EXPECT_EQ(state.at("training").integer("step"), 1);
  set("batch_size", "64");
  order(R"({"command": "step"})");
  state = settled();
  EXPECT_EQ(state.at("training").integer("steps_per_epoch"), 8) << "within an epoch";
  EXPECT_EQ(state.at("settings").integer("batch_size"), 64);
  epoch();
  state = epoch();
  EXPECT_EQ(state.at("training").integer("steps_per_epoch"), 2);
  const Json run = state.array("runs")[0];
  EXPECT_EQ(run.at("history").array("epoch").size(), 3U);
  ASSERT_EQ(run.array("marks").size(), 2U);
  EXPECT_EQ(run.array("marks")[0].text("text"), "batch_size 32 -> 16");
  EXPECT_EQ(run.array("marks")[0].integer("epoch"), 1);
}

TEST_F(Changes, PenaltyIsInTheHistorySinceThereIsOne) {
  set("l2", "0.1");
  const Json state = epoch();
  const Json& history = state.array("runs")[0].at("history");
  ASSERT_NE(history.find("penalty"), nullptr);
  EXPECT_TRUE(history.array("penalty")[0].is_null());
  EXPECT_GT(history.array("penalty")[1].as_number(), 0.0);
  EXPECT_FALSE(history.array("learning_rate")[0].is_null());
  EXPECT_GT(get("explain?row=0").number("regularization"), 0.0);
}

/// Another job takes over weights, the optimizer's memory and the order of rows: one that says the
/// same trains the same.
TEST_F(Changes, NothingIsLostOnTheWay) {
  set("l2", "0");
  epoch();
  epoch();
  const std::string folder = std::filesystem::path("build") / "studio_changed_run";
  std::filesystem::remove_all(folder);
  const Answer saved = command(R"({"command": "save", "out": ")" + folder + R"("})");
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_FALSE(saved.json().at("repeats").as_bool());
  EXPECT_THAT(read_file(folder + "/report.html"),
              HasSubstr("were changed while this network was trained"));
  train::Job job = train::read_job(folder + "/job.toml");
  job.out = scratch_ / "again";
  EXPECT_EQ(train::run(job, {.progress = false}).model_hash, saved.json().text("model_hash"));
  std::filesystem::remove_all(folder);
}

TEST_F(Changes, RefusesWhatCannotBeginAnyMore) {
  for (const char* path : {"seed", "dropout"}) {
    const Answer refused =
        command(R"({"command": "set", "path": ")" + std::string(path) + R"(", "value": 0.5})");
    EXPECT_EQ(refused.status, 409) << refused.body;
    EXPECT_THAT(refused.body, HasSubstr("only the learning rate, the batch size and L2"));
  }
  EXPECT_EQ(command(R"({"command": "set", "path": "batch_size", "value": 0})").status, 400);
  order(R"({"command": "reset"})");
  set("epochs", "2");
  epoch();
  order(R"({"command": "step"})");
  settled();
  const Answer late = command(R"({"command": "set", "path": "l2", "value": 0.1})");
  EXPECT_EQ(late.status, 409) << late.body;
  EXPECT_THAT(late.body, HasSubstr("no epoch is left"));
}

TEST_F(Changes, ABatchOfAllRowsAndMore) {
  set("batch_size", "100000");
  const Json state = epoch();
  EXPECT_EQ(state.text("status"), "paused") << state.at("message").dump();
  EXPECT_EQ(state.at("training").integer("steps_per_epoch"), 1);
}

}  // namespace
}  // namespace ganglion::studio

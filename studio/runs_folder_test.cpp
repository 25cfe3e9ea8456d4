#include "studio/runs_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "ganglion/core/file.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/run/run_folder.h"
#include "studio/api_error.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/studio_session.h"

namespace ganglion::studio {
namespace {

using io::Json;
using testing::HasSubstr;

train::Job small_job(const std::string& out) {
  train::Job job;
  job.data = "data/penguins.csv";
  job.targets = {"species"};
  job.epochs = 3;
  job.out = out;
  return job;
}

const Json& run_named(const Json& all, const std::string& name) {
  for (const Json& run : all.array("runs")) {
    if (run.text("name") == name) return run;
  }
  throw Error("no run " + name);
}

TEST(RunsFolder, ShowsWhatRunsWrote) {
  const support::ScratchFolder scratch;
  const train::RunResult result = train::run(small_job(scratch / "runs/done"), {.progress = false});
  train::run(small_job(scratch / "runs/study/deeper"), {.progress = false});
  std::filesystem::create_directories(scratch / "runs/broken");
  write_file_atomically(scratch / "runs/broken/job.toml", "data = [");
  write_file_atomically(scratch / "runs/notes.txt", "no run");
  const RunsFolder folder(scratch / "runs");
  const Json all = folder.to_json();
  EXPECT_EQ(all.array("runs").size(), 3U);
  const Json& done = run_named(all, "done");
  EXPECT_EQ(done.text("status"), "finished");
  EXPECT_EQ(done.text("model_hash"), result.model_hash);
  EXPECT_EQ(done.integer("epochs"), 3);
  EXPECT_EQ(done.at("metrics").at("test").number("accuracy"),
            result.to_json().at("test").number("accuracy"));
  EXPECT_EQ(done.at("settings").integer("epochs"), 3);
  EXPECT_TRUE(done.flag("report"));
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_NEAR(done.number("modified"), now, 600.0);
  EXPECT_EQ(run_named(all, "study/deeper").text("status"), "finished");
  EXPECT_THAT(run_named(all, "broken").text("error"), HasSubstr("job.toml"));
  EXPECT_EQ(run_named(all, "broken").text("status"), "interrupted");

  const Json history = folder.history("done");
  EXPECT_EQ(history.at("epoch").dump(), "[1.0,2.0,3.0]");
  EXPECT_EQ(history.array("val_loss").size(), 3U);
  for (const char* name : {"../runs/done", "notes.txt", "", "done/../done", "none"}) {
    EXPECT_THAT(support::error_of([&] { folder.folder(name); }), HasSubstr("there is no run"));
  }
}

TEST(RunsFolder, KnowsWhoIsStillAtWork) {
  const support::ScratchFolder scratch;
  train::run(small_job(scratch / "runs/done"), {.progress = false});
  const RunsFolder folder(scratch / "runs");
  {
    const train::RunFolder held = train::RunFolder::reopen(scratch / "runs/done");
    EXPECT_EQ(folder.to_json().array("runs")[0].text("status"), "running");
  }
  EXPECT_EQ(folder.to_json().array("runs")[0].text("status"), "finished");
}

TEST(RunsFolder, LinksLeadNowhere) {
  const support::ScratchFolder scratch;
  train::run(small_job(scratch / "elsewhere/secret"), {.progress = false});
  std::filesystem::create_directories(scratch / "runs");
  std::filesystem::create_directory_symlink(scratch / "elsewhere", scratch / "runs/link");
  std::filesystem::create_directory_symlink(scratch / "elsewhere/secret", scratch / "runs/run");
  EXPECT_TRUE(RunsFolder(scratch / "runs").empty());
}

TEST(WatchedTraining, IsTheOneThatNobodyWatches) {
  const support::ScratchFolder scratch;
  const train::RunResult alone = train::run(small_job(scratch / "alone"), {.progress = false});
  const auto events = std::make_shared<http::EventLog>();
  Session session({}, events);
  EXPECT_EQ(session.state().text("status"), "empty");
  train::RunOptions options = {.progress = false};
  options.watch = [&](const train::ResolvedJob& job) {
    auto callback = session.watch(job);
    EXPECT_EQ(session.state().text("status"), "loading") << "its first step is still to come";
    return callback;
  };
  const train::RunResult watched = train::run(small_job(scratch / "watched"), options);
  EXPECT_EQ(watched.model_hash, alone.model_hash);
  session.watched_ended(watched);
  const Json state = session.state();
  EXPECT_EQ(state.text("status"), "finished");
  EXPECT_EQ(state.at("result").text("model_hash"), alone.model_hash);
  EXPECT_EQ(state.array("runs")[0].at("history").array("epoch").size(), 3U);
  EXPECT_TRUE(state.array("runs")[0].flag("watched"));
  EXPECT_THAT(session.report(watched.folder), HasSubstr("<html"));
  for (const char* command : {R"({"command": "reset"})", R"({"command": "save", "out": "runs/x"})",
                              R"({"command": "set", "path": "epochs", "value": 9})"}) {
    const Json body = io::parse_json(command, "command");
    EXPECT_THAT(support::error_of([&] { session.command(body); }), HasSubstr("ganglion train"));
  }
  session.command(io::parse_json(R"({"command": "run.new"})", "command"));
  EXPECT_EQ(session.state().text("status"), "ready") << "beside it others can be tried";
}

/// Of a training whose best epoch isn't the last, the page shows what was saved.
TEST(WatchedTraining, EndsWithTheWeightsThatAreKept) {
  const support::ScratchFolder scratch;
  train::Job job = small_job(scratch / "run");
  job.network = "dense 8 tanh";
  job.ensemble = 1;
  job.epochs = 40;
  job.learning_rate = 0.5;
  job.patience = 5;
  Session session({}, std::make_shared<http::EventLog>());
  train::RunOptions options = {.progress = false};
  options.watch = [&](const train::ResolvedJob& resolved) { return session.watch(resolved); };
  const train::RunResult result = train::run(job, options);
  ASSERT_FALSE(result.stopped.empty()) << "it stopped early, so that the best epoch came before";
  session.watched_ended(result);
  session.state();
  const train::TablePredictor saved(result.folder + "/model.ganglion");
  const data::Table table = data::read_rows_for(saved.preprocessing().state(), job.data, {});
  const Json expected =
      train::to_json(train::explain(saved.model(), saved.preprocessing(), table, 5));
  const Json::Array& layers = expected.array("layers");
  const Json shown = session.explain(4);
  ASSERT_EQ(shown.array("layers").size(), layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    EXPECT_EQ(shown.array("layers")[i].at("output").at("values").dump(),
              layers[i].at("output").at("values").dump());
  }
}

}  // namespace
}  // namespace ganglion::studio

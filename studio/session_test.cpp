#include "studio/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "ganglion/core/file.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/explain/explain.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "studio/settings.h"
#include "tests/support/studio_session.h"

namespace ganglion::studio {
namespace {

using io::Json;
using testing::HasSubstr;
using testing::StartsWith;

using Studio = support::StudioTest;

TEST_F(Studio, BeginsEmptyWithDataToChoose) {
  const Json state = get("state");
  EXPECT_EQ(state.text("status"), "empty");
  EXPECT_TRUE(state.at("data").is_null());
  EXPECT_EQ(state.array("builtin").size(), builtins().size());
  const Answer start = command(R"({"command": "start"})");
  EXPECT_EQ(start.status, 409);
  EXPECT_THAT(start.body, HasSubstr("choose some first"));
}

TEST_F(Studio, PageAsksNobodyElse) {
  const Answer page = ask("GET", "");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.body.substr(0, 2), "\x1f\x8b") << "packed";
  EXPECT_THAT(content_security_policy(), HasSubstr("default-src 'none'"));
  EXPECT_THAT(content_security_policy(), HasSubstr("connect-src 'self'"));
  EXPECT_THAT(content_security_policy(), HasSubstr("script-src 'sha256-")) << "no others";
}

TEST_F(Studio, SlowEveryDataSetLoadsTrainsAndIsLookedAt) {
  order(R"({"command": "pace", "epochs_per_second": 0})");
  for (const Builtin& one : builtins()) {
    SCOPED_TRACE(one.id);
    load(R"({"builtin": ")" + one.id + R"("})");
    const Json before = get("state");
    EXPECT_EQ(before.text("status"), "ready");
    EXPECT_TRUE(before.at("message").is_null()) << before.at("message").dump();
    order(R"({"command": "epoch"})");
    const Json state = settled();
    EXPECT_EQ(state.at("training").integer("epoch"), 1);
    EXPECT_EQ(state.at("training").integer("step"), 0);
    EXPECT_EQ(get("layers").array("layers").size() + 1, state.at("network").array("layers").size());
    EXPECT_FALSE(get("mistakes").array("worst").empty());
    EXPECT_EQ(get("row?index=0").text("part").empty(), false);
    EXPECT_EQ(ask("GET", "api/explain?row=0").status, 200);
  }
}

TEST_F(Studio, OneStepIsOneBatch) {
  load(R"({"builtin": "circle", "options": {"rows": 200}})");
  order(R"({"command": "step"})");
  Json state = settled();
  EXPECT_EQ(state.text("status"), "paused");
  EXPECT_EQ(state.at("training").integer("step"), 1);
  EXPECT_EQ(state.at("training").integer("epoch"), 0);
  for (int i = 0; i < 2; ++i) {
    order(R"({"command": "step"})");
    state = settled();
  }
  EXPECT_EQ(state.at("training").integer("step"), 3);
  // 200 rows, 40 for the test, 32 for validation, in batches of 32.
  EXPECT_EQ(state.at("training").integer("steps_per_epoch"), 4);
  order(R"({"command": "step"})");
  state = settled();
  EXPECT_EQ(state.at("training").integer("epoch"), 1);
  EXPECT_EQ(state.array("runs")[0].at("history").array("epoch").size(), 1U);
}

TEST_F(Studio, SavedRunIsTheOneThatTheJobTrains) {
  load(R"({"builtin": "spiral", "options": {"rows": 200, "noise": 0.1}})");
  order(R"({"command": "set", "path": "network", "value": "dense 6 tanh"})");
  order(R"({"command": "pace", "epochs_per_second": 0})");
  for (const char* rate : {"0.01", "0.05"}) {
    order(R"({"command": "epoch"})");
    settled();
    order(R"({"command": "step"})");
    settled();
    order(std::string(R"({"command": "set", "path": "learning_rate", "value": )") + rate + "}");
  }
  order(R"({"command": "step"})");
  settled();
  const std::string folder = std::filesystem::path("build") / "studio_test_run";
  std::filesystem::remove_all(folder);
  const Answer saved = command(R"({"command": "save", "out": ")" + folder + R"("})");
  ASSERT_EQ(saved.status, 200) << saved.body;
  const Json live = get("explain?row=4");
  train::Job job = train::read_job(folder + "/job.toml");
  job.out = scratch_ / "again";
  const train::RunResult again = train::run(job, {.progress = false});
  EXPECT_EQ(again.model_hash, saved.json().text("model_hash"));
  EXPECT_EQ(read_file(folder + "/history.csv").substr(0, 10), "epoch,loss");

  // What the page shows of a row is what the saved model gives.
  const train::TablePredictor predictor(folder + "/model.ganglion");
  const data::Table table =
      data::read_rows_for(predictor.preprocessing().state(), job.data, {.labelled = false});
  const Json expected =
      train::to_json(train::explain(predictor.model(), predictor.preprocessing(), table, 5));
  for (const char* key : {"features", "layers", "prediction", "loss", "attributions"}) {
    EXPECT_EQ(live.at(key).dump(), expected.at(key).dump()) << key;
  }
  std::filesystem::remove_all(folder);
}

TEST_F(Studio, FinishedRunHasResultsAndCanBeSaved) {
  order(R"({"command": "pace", "epochs_per_second": 0})");
  load(R"({"builtin": "blobs"})");
  order(R"({"command": "set", "path": "schedule", "value": "cosine"})");
  order(R"({"command": "set", "path": "epochs", "value": 5})");
  order(R"({"command": "step"})");
  settled();
  EXPECT_THAT(command(R"({"command": "save", "out": "build/x"})").body,
              HasSubstr("let the run finish"));
  order(R"({"command": "start"})");
  const Json state = settled();
  EXPECT_EQ(state.text("status"), "finished");
  EXPECT_GT(state.at("result").at("metrics").at("test").number("accuracy"), 0.5);
  EXPECT_EQ(command(R"({"command": "start"})").status, 400);
  order(R"({"command": "reset"})");
  EXPECT_EQ(get("state").text("status"), "ready");
}

TEST_F(Studio, NetworkWithAFaultHasItsPlace) {
  load(R"({"builtin": "xor"})");
  const Answer wrong =
      command(R"({"command": "set", "path": "network", "value": "dense 4 tanh; dens 2"})");
  EXPECT_EQ(wrong.status, 400);
  const Json fault = wrong.json().at("error");
  EXPECT_EQ(fault.text("setting"), "network");
  EXPECT_EQ(fault.integer("position"), 14);
  EXPECT_EQ(get("state").at("network").at("error").integer("position"), 14);
  EXPECT_EQ(get("points").array("x").size(), 400U) << "the data are still there";
  EXPECT_EQ(ask("GET", "api/layers").status, 400);
  EXPECT_EQ(command(R"({"command": "start"})").status, 400);
  order(R"({"command": "set", "path": "network", "value": "dense 4 tanh"})");
  EXPECT_TRUE(get("state").at("network").at("error").is_null());
  // Shapes that don't fit.
  EXPECT_THAT(command(R"({"command": "set", "path": "network", "value": "conv2d 4 3x3"})").body,
              HasSubstr("conv2d"));
}

TEST_F(Studio, RefusesWhatCannotBe) {
  load(R"({"builtin": "circle"})");
  const auto refused = [&](const std::string& body) {
    const Answer answer = command(body);
    EXPECT_EQ(answer.status / 100, 4) << body;
    return answer.body;
  };
  EXPECT_THAT(refused("{"), HasSubstr("the body"));
  EXPECT_THAT(refused("[]"), HasSubstr("JSON object"));
  EXPECT_THAT(refused(R"({"command": "fly"})"), HasSubstr("no command"));
  EXPECT_THAT(refused(R"({"command": "set", "path": "data", "value": "/etc/passwd"})"),
              HasSubstr("no setting"));
  EXPECT_THAT(refused(R"({"command": "set", "path": "epochs", "value": -1})"), HasSubstr("epochs"));
  EXPECT_THAT(refused(R"({"command": "set", "path": "target", "value": "nobody"})"),
              HasSubstr("nobody"));
  EXPECT_THAT(refused(R"({"command": "select", "row": 4000})"), HasSubstr("no row"));
  EXPECT_THAT(refused(R"({"command": "select", "x": "class"})"), HasSubstr("numeric column"));
  EXPECT_THAT(refused(R"({"command": "save", "out": "runs/x"})"), HasSubstr("nothing is trained"));
  for (const char* out : {"/tmp/x", "../x", "a/../../x", ""}) {
    EXPECT_THAT(refused(std::string(R"({"command": "save", "out": ")") + out + R"("})"),
                HasSubstr("below the folder"));
  }
  EXPECT_EQ(ask("POST", "api/data", R"({"path": "/etc/passwd"})").status, 403);
  EXPECT_EQ(ask("POST", "api/data", R"({"builtin": "moon"})").status, 400);
  EXPECT_EQ(ask("GET", "api/row?index=-1").status, 400);
  EXPECT_EQ(ask("GET", "api/row?index=x").status, 400);
  EXPECT_EQ(ask("GET", "api/nothing").status, 404);
  EXPECT_EQ(ask("PUT", "api/state").status, 405);
  EXPECT_EQ(get("state").text("status"), "ready") << "nothing of it changed anything";
}

TEST_F(Studio, UploadsAreReadAsTrainReadsThem) {
  std::string csv = "height;weight;who\n";
  for (int i = 0; i < 60; ++i) {
    csv += std::to_string(150 + i) + ",5;" + std::to_string(50 + i % 7) + ";" +
           (i % 2 == 0 ? "ann" : "bob") + "\n";
  }
  const Answer sent = ask("POST", "api/data", csv, "X-File-Name: ..%2Fpeople%C3%A9.csv\r\n");
  ASSERT_EQ(sent.status, 200) << sent.body;
  const Json state = get("state");
  EXPECT_EQ(state.at("data").text("name"), "people\u00e9.csv");
  EXPECT_EQ(state.at("data").text("target"), "who");
  EXPECT_EQ(state.at("data").text("task"), "binary");
  EXPECT_EQ(state.at("data").integer("rows"), 60);
  EXPECT_EQ(state.at("data").array("columns")[0].at("becomes").as_string(),
            "1 standardised number");
  const Answer bad = ask("POST", "api/data", "a,b\n1\n", "X-File-Name: bad.csv\r\n");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(bad.json().at("error").text("message"), StartsWith("bad.csv:2"));
  EXPECT_EQ(get("state").at("data").text("target"), "who") << "what was there stays";
}

TEST_F(Studio, EventsGoOnAfterABreak) {
  load(R"({"builtin": "circle"})");
  order(R"({"command": "epoch"})");
  settled();
  const auto listen = [&](const std::string& more) {
    support::LoopbackClient client(server_.port());
    client.send("GET /t/api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n" + more + "\r\n");
    const std::string begin = client.read_until("event: epoch\n");
    return begin + client.read_until("\n\n");
  };
  const std::string all = listen("Last-Event-ID: 0\r\n");
  EXPECT_THAT(all, HasSubstr("\n\nid: 1\nevent: state\n"));
  EXPECT_THAT(all, HasSubstr("\"val_loss\""));
  const std::size_t id = all.rfind("id: ");
  const std::string rest = listen("Last-Event-ID: 1\r\n");
  EXPECT_THAT(rest, testing::Not(HasSubstr("\nid: 1\n")));
  EXPECT_THAT(rest, HasSubstr(all.substr(id)));
}

TEST(StudioSettings, FindsTheMarkOfAMessage) {
  EXPECT_EQ(marked_position("network: x\n  dense 4; dens 2\n           ^", "dense 4; dens 2"), 9);
  EXPECT_EQ(marked_position("no mark", "dense"), std::nullopt);
}

}  // namespace
}  // namespace ganglion::studio

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <future>
#include <string>

#include "ganglion/core/file.h"
#include "tests/support/studio_session.h"

namespace ganglion::studio {
namespace {

using io::Json;
using testing::HasSubstr;
using Studio = support::StudioTest;

TEST_F(Studio, TrainingGoesOnWhileItIsLookedAt) {
  load(R"({"builtin": "circle"})");
  order(R"({"command": "pace", "epochs_per_second": 200})");
  order(R"({"command": "set", "path": "epochs", "value": 100000})");
  order(R"({"command": "start"})");
  std::int64_t last = 0;
  const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (int i = 0; i < 20 || (last == 0 && std::chrono::steady_clock::now() < patience); ++i) {
    EXPECT_EQ(ask("GET", "api/frame?what=units").status, 200);
    const std::int64_t epoch = get("state").at("training").integer("epoch");
    EXPECT_GE(epoch, last);
    last = epoch;
  }
  EXPECT_GT(last, 0);
  order(R"({"command": "pause"})");
  EXPECT_EQ(settled().text("status"), "paused");
  order(R"({"command": "run.new"})");
  const Json state = get("state");
  EXPECT_EQ(state.array("runs").size(), 2U);
  EXPECT_EQ(state.text("status"), "ready");
  order(R"({"command": "run.activate", "id": 1})");
  EXPECT_EQ(get("state").text("status"), "paused");
  order(R"({"command": "run.close", "id": 1})");
  EXPECT_EQ(get("state").array("runs").size(), 1U);
}

float float_at(const std::string& bytes, std::size_t at) {
  float value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}
std::uint32_t word_at(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

constexpr std::size_t kUpdate = 100 * 1024;  // bytes, at most

/// Weights are those that the layers compute with: `dense 2` of two inputs, row by row, then
/// biases.
TEST_F(Studio, WeightsAreSentAsTheyAre) {
  load(R"({"builtin": "circle"})");
  order(R"({"command": "set", "path": "network", "value": "dense 2 tanh"})");
  order(R"({"command": "step"})");
  settled();
  const std::string bytes = ask("GET", "api/weights").body;
  ASSERT_EQ(word_at(bytes, 0), 0x31574747U);
  ASSERT_EQ(word_at(bytes, 4), 2U) << "two dense layers";
  const auto first = {0U, 1U, 2U, 2U, 2U, 2U, 1U};
  std::size_t at = 8;
  for (const std::uint32_t expected : first) {
    EXPECT_EQ(word_at(bytes, at), expected) << at;
    at += 4;
  }
  const Json row = get("explain?row=0");
  const std::size_t weights = 8 + 2 * 28;
  for (std::size_t unit = 0; unit < 2; ++unit) {
    double z = float_at(bytes, weights + 16 + 4 * unit);
    for (std::size_t input = 0; input < 2; ++input) {
      z += row.array("features")[input].at("value").as_number() *
           static_cast<double>(float_at(bytes, weights + 4 * (2 * input + unit)));
    }
    EXPECT_NEAR(z, row.array("layers")[0].at("z").array("values")[unit].as_number(), 1e-12);
  }
}

TEST_F(Studio, UpdatesOfLargeNetworksAreSmall) {
  std::string hundred = "dense 100 relu";
  for (int i = 1; i < 40; ++i) hundred += "; dense 100 relu";
  std::string many = "dense 1 tanh";
  for (int i = 1; i < 250; ++i) many += "; dense 1 tanh";
  for (const std::string& network : {hundred, many}) {
    load(R"({"builtin": "circle"})");
    order(R"({"command": "set", "path": "network", "value": ")" + network + R"("})");
    order(R"({"command": "step"})");
    const Json state = settled();
    const std::string weights = ask("GET", "api/weights").body;
    EXPECT_LE(weights.size(), kUpdate);
    EXPECT_EQ(word_at(weights, 4) + 1, state.at("network").array("layers").size());
    if (network == hundred) {
      EXPECT_GE(word_at(weights, 8 + 28 + 16), 8U) << "the units that are drawn";
    }
    const Answer explained = ask("GET", "api/explain?row=0");
    EXPECT_LE(explained.body.size(), kUpdate);
    EXPECT_EQ(explained.json().array("layers").size() + 1,
              state.at("network").array("layers").size());
    EXPECT_GE(explained.json().integer("units"), 1);
    const Answer answer = ask("GET", "api/layers");
    EXPECT_LE(answer.body.size(), kUpdate);
    const Json layers = answer.json();
    EXPECT_EQ(layers.array("layers").size() + static_cast<std::size_t>(layers.integer("more")) + 1,
              state.at("network").array("layers").size());
  }
}

/// The picture of a linear network over a plane is the plane itself.
TEST_F(Studio, PicturesShowWhatTheNetworkGives) {
  load(R"({"builtin": "plane", "options": {"noise": 0}})");
  order(R"({"command": "set", "path": "network", "value": ""})");
  order(R"({"command": "epoch"})");
  settled();
  const std::string bytes = ask("GET", "api/frame?what=surface").body;
  ASSERT_EQ(bytes.size(), 32U + 16U + 1024U);
  EXPECT_EQ(bytes.substr(0, 4), "GGF1");
  EXPECT_EQ(word_at(bytes, 8), 32U);
  EXPECT_EQ(word_at(bytes, 12), 1U);
  const double low = float_at(bytes, 40);
  const double step = (float_at(bytes, 44) - low) / 255.0;
  for (const std::size_t place : {0U, 31U, 992U, 1023U, 500U}) {
    const double shown =
        low + step * static_cast<double>(static_cast<unsigned char>(bytes[48 + place]));
    const double a = float_at(bytes, 16) + static_cast<double>(place % 32) / 31 *
                                               (float_at(bytes, 20) - float_at(bytes, 16));
    const double b = float_at(bytes, 24) + static_cast<double>(place / 32) / 31 *
                                               (float_at(bytes, 28) - float_at(bytes, 24));
    const Answer said = ask("POST", "api/predict",
                            Json(Json::Object{{"row", Json::Object{{"a", a}, {"b", b}}}}).dump());
    EXPECT_NEAR(said.json().number("value"), shown, step) << place;
  }
}

/// Columns that are no axis have the values of the chosen row, or their middle ones whatever the
/// row.
TEST_F(Studio, OtherColumnsMayHaveTheirMedian) {
  load(R"({"builtin": "breast_cancer"})");
  const auto surface = [&](int row, const std::string& others) {
    order(R"({"command": "select", "row": )" + std::to_string(row) + R"(, "others": ")" + others +
          R"("})");
    EXPECT_EQ(get("state").at("selection").text("others"), others);
    return ask("GET", "api/frame?what=surface").body.substr(8);  // behind the revision
  };
  EXPECT_NE(surface(0, "row"), surface(7, "row"));
  EXPECT_EQ(surface(0, "median"), surface(7, "median"));
  EXPECT_NE(surface(0, "median"), surface(0, "row"));
  EXPECT_EQ(command(R"({"command": "select", "others": "mean"})").status, 400);
}

TEST_F(Studio, ThresholdsCountTheRows) {
  load(R"({"builtin": "gaussians", "options": {"noise": 0.4}})");
  order(R"({"command": "pace", "epochs_per_second": 0})");
  order(R"({"command": "epoch"})");
  settled();
  const Json mistakes = get("mistakes");
  const Json::Array& thresholds = mistakes.array("thresholds");
  ASSERT_GT(thresholds.size(), 2U);
  const auto rows = [](const Json& one) {
    return std::pair{one.integer("true_positives") + one.integer("false_negatives"),
                     one.integer("false_positives") + one.integer("true_negatives")};
  };
  double before = 1.0;
  for (const Json& one : thresholds) {
    EXPECT_EQ(rows(one), rows(thresholds[0]));
    EXPECT_LE(one.number("threshold"), before);
    before = one.number("threshold");
  }
  EXPECT_EQ(thresholds[0].integer("true_positives"), 0) << "none is predicted";
  EXPECT_EQ(thresholds.back().integer("false_negatives"), 0) << "all are";
  EXPECT_EQ(thresholds.back().integer("true_negatives"), 0);
}

TEST_F(Studio, DeadAndSaturatedUnitsAreNamed) {
  load(R"({"builtin": "kink"})");
  order(R"({"command": "set", "path": "network", "value": "dense 3 relu; dense 2 tanh"})");
  const Json::Array layers = get("layers").array("layers");
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_TRUE(layers[i].at("dead_units").is_array());
    EXPECT_TRUE(layers[i].at("saturated_units").is_array());
  }
}

TEST_F(Studio, SlowAnswersKeepNobodyWaiting) {
  load(R"({"builtin": "shapes"})");
  order(
      R"({"command": "set", "path": "network", "value": "conv2d 32 5x5 relu; conv2d 32 5x5 relu; flatten"})");
  int most = 0;
  for (int attempt = 0; attempt < 10 && most <= 3; ++attempt) {  // other work may hold up either
    std::future<Answer> slow =
        std::async(std::launch::async, [this] { return ask("GET", "api/explain?row=0"); });
    int answered = 0;
    while (slow.wait_for(std::chrono::milliseconds(1)) == std::future_status::timeout) {
      EXPECT_EQ(ask("GET", "api/state").status, 200);
      ++answered;
    }
    EXPECT_EQ(slow.get().status, 200);
    most = std::max(most, answered);
  }
  EXPECT_GT(most, 3) << "the state, while a row is explained";
}

TEST_F(Studio, MapsAreThoseOfTheNetwork) {
  load(R"({"builtin": "shapes"})");
  const Json maps = get("maps?row=3");
  EXPECT_EQ(maps.text("kind"), "image");
  EXPECT_THAT(maps.text("goal"), HasSubstr("logit of"));
  const Json& input = maps.at("input");
  EXPECT_LT(input.number("low"), input.number("high"));
  const Json::Array& values = input.array("values");
  ASSERT_EQ(values.size(), 144U);
  // Quantised from the smallest number to the largest.
  const auto [least, most] =
      std::ranges::minmax(values, {}, [](const Json& value) { return value.as_number(); });
  EXPECT_EQ(least.as_number(), 0.0);
  EXPECT_EQ(most.as_number(), 255.0);
  ASSERT_FALSE(maps.array("layers").empty());
  EXPECT_EQ(maps.array("layers")[0].integer("maps"), 8);
  EXPECT_EQ(maps.at("filters").at("shape").dump(), "[3,3]");
  EXPECT_FALSE(maps.at("grad_cam").is_null());
  load(R"({"builtin": "ecg"})");
  EXPECT_EQ(get("maps?row=0").text("kind"), "signal");
  load(R"({"builtin": "xor"})");
  EXPECT_EQ(ask("GET", "api/maps?row=0").status, 409);
}

TEST_F(Studio, InputsAreCalledAsTheirColumns) {
  load(R"({"builtin": "coffee"})");
  const Json state = get("state");
  EXPECT_EQ(state.at("data").array("inputs").size(),
            static_cast<std::size_t>(
                state.at("network").array("layers")[0].array("output_shape")[0].as_integer()));
  EXPECT_EQ(state.at("data").at("inputs").dump(), state.at("data").at("plane_columns").dump());
}

TEST_F(Studio, AColumnCanBeLeftOut) {
  load(R"({"builtin": "xor"})");
  const std::string all = get("state").at("data").at("plane_columns").dump();
  order(R"({"command": "set", "path": "columns", "value": "x1=ignore"})");
  EXPECT_EQ(get("state").at("data").at("inputs").dump(), R"(["x2"])");
  EXPECT_EQ(get("state").at("settings").text("columns"), "x1=ignore");
  order(R"({"command": "set", "path": "columns", "value": "auto"})");
  EXPECT_EQ(get("state").at("data").at("plane_columns").dump(), all);
}

TEST_F(Studio, LearningCurveEndsWithTheRunItself) {
  order(R"({"command": "pace", "epochs_per_second": 0})");
  load(R"({"builtin": "gaussians"})");
  EXPECT_EQ(ask("POST", "api/learning_curve", "{}").status, 409) << "nothing is trained";
  order(R"({"command": "set", "path": "epochs", "value": 5})");
  order(R"({"command": "start"})");
  const Json state = settled();
  const Answer curve = ask("POST", "api/learning_curve", "{}");
  ASSERT_EQ(curve.status, 200) << curve.body;
  const Json curved = curve.json();
  const Json& last = curved.array("points").back();
  EXPECT_EQ(curved.array("points").size(), 4U);
  EXPECT_EQ(last.integer("rows"), state.at("data").integer("train"));
  EXPECT_EQ(last.number("held_out"),
            state.at("result").at("metrics").at("test").number(curved.text("metric")));
  EXPECT_FALSE(curved.text("sentence").empty());
}

}  // namespace
}  // namespace ganglion::studio

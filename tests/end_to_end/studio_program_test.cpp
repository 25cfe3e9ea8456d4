#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "tests/end_to_end/program.h"
#include "tests/support/loopback_client.h"

namespace ganglion {
namespace {

using support::Started;
using testing::HasSubstr;
using testing::StartsWith;

/// What it prints once it serves: "Ganglion Studio: http://127.0.0.1:PORT/TOKEN/".
std::string first_line(const Started& program) {
  for (int i = 0; i < 1000; ++i) {
    const std::string text = program.out();
    if (text.ends_with('\n')) return text.substr(0, text.size() - 1);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return {};
}

std::string get_from(const std::string& line, const std::string& path) {
  const std::size_t port = line.find("127.0.0.1:") + 10;
  const std::size_t slash = line.find('/', port);
  support::LoopbackClient client(
      static_cast<std::uint16_t>(std::stoi(line.substr(port, slash - port))));
  client.send("GET " + line.substr(slash) + path +
              " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
  return client.read_to_end();
}

TEST(StudioCommand, ServesItsAddressAndEndsAtOnce) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const Started program({"studio", "data/penguins.csv", "--target", "species", "--epochs", "7"});
    const std::string line = first_line(program);
    ASSERT_THAT(line, StartsWith("Ganglion Studio: http://127.0.0.1:"));
    const std::string state = get_from(line, "api/state");
    EXPECT_THAT(state, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(state, HasSubstr(R"("name":"data/penguins.csv")"));
    EXPECT_THAT(state, HasSubstr(R"("epochs":7)"));
    EXPECT_THAT(get_from(line, "../wrong/api/state"), StartsWith("HTTP/1.1 400"));
    const auto begin = std::chrono::steady_clock::now();
    program.signal(signal);
    EXPECT_EQ(program.wait().code, 0);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  }
}

TEST(StudioCommand, SaysWhatIsWrongBeforeItServes) {
  EXPECT_EQ(support::run_program({"studio", "nowhere.csv"}).code, 1);
  EXPECT_EQ(support::run_program({"studio", "--port", "70000"}).code, 2);
  const support::Outcome guessed = support::run_program({"studio", "--token", "secret"});
  EXPECT_EQ(guessed.code, 2);
  EXPECT_THAT(guessed.err, HasSubstr("--token: expected 16 or more"));
  const support::Outcome forecast = support::run_program(
      {"train", "data/bakery.csv", "--target", "rolls", "--horizon", "14", "--studio"});
  EXPECT_EQ(forecast.code, 2);
  EXPECT_THAT(forecast.err, HasSubstr("--studio doesn't show forecasts"));
}

TEST(StudioCommand, ShowsAFolderOfRuns) {
  const support::Scratch scratch;
  const std::string run = scratch / "runs/one";
  ASSERT_EQ(support::run_program({"train", "data/penguins.csv", "--target", "species", "--epochs",
                                  "2", "--out", run})
                .code,
            0);
  const std::string token = "abcdefgh01234567";
  const Started program({"studio", scratch / "runs/", "--token", token});
  const std::string line = first_line(program);
  EXPECT_THAT(line, HasSubstr("/" + token + "/"));
  EXPECT_THAT(get_from(line, "api/state"), HasSubstr(R"("status":"empty")"));
  EXPECT_THAT(get_from(line, "api/runs"), HasSubstr(R"("name":"one","status":"finished")"));
  EXPECT_THAT(get_from(line, "api/history?run=one"), HasSubstr(R"({"epoch":[1.0,2.0],)"));
  EXPECT_THAT(get_from(line, "report?run=one"), HasSubstr("Content-Security-Policy: sandbox"));
  EXPECT_THAT(get_from(line, "report?run=..%2Fruns%2Fone"), StartsWith("HTTP/1.1 404"));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait().code, 0);
}

}  // namespace
}  // namespace ganglion

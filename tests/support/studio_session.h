#pragma once
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "http/server.h"
#include "studio/api.h"
#include "studio/session.h"
#include "tests/support/loopback_client.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::support {

/// A session behind its server, asked as a page asks.
class StudioTest : public testing::Test {
 protected:
  struct Answer {
    int status = 0;
    std::string body;
    io::Json json() const { return io::parse_json(body, "answer"); }
  };

  Answer ask(const std::string& method, const std::string& path, const std::string& body = "",
             const std::string& more = "") const {
    support::LoopbackClient client(server_.port());
    client.send(method + " /t/" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                more + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    const std::string text = client.read_to_end();
    const std::size_t end = text.find("\r\n\r\n");
    return {.status = std::stoi(text.substr(9, 3)), .body = text.substr(end + 4)};
  }
  io::Json get(const std::string& path) const { return ask("GET", "api/" + path).json(); }
  Answer command(const std::string& body) const { return ask("POST", "api/command", body); }
  void order(const std::string& body) const {
    const Answer answer = command(body);
    EXPECT_EQ(answer.status, 200) << body << ": " << answer.body;
  }
  void load(const std::string& body) const {
    const Answer answer = ask("POST", "api/data", body);
    ASSERT_EQ(answer.status, 200) << answer.body;
  }
  /// The state once nothing runs any more.
  io::Json settled() const {
    for (int i = 0; i < 500; ++i) {
      io::Json state = get("state");
      if (state.text("status") != "running") return state;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "still running";
    return get("state");
  }
  /// Below the folder of the tests, as a page may name it.
  std::string out() const {
    return std::filesystem::relative(scratch_ / "run", std::filesystem::current_path());
  }

  support::ScratchFolder scratch_;
  std::shared_ptr<http::EventLog> events_ = std::make_shared<http::EventLog>();
  studio::Session session_{{}, events_};
  http::Server server_{
      {.token = "t", .content_security_policy = studio::content_security_policy()},
      [this](const http::Request& request) { return studio::answer(session_, events_, request); }};
};

}  // namespace ganglion::support

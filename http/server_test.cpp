#include "http/server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ganglion/core/error.h"
#include "http/gate.h"
#include "tests/support/loopback_client.h"

namespace ganglion::http {
namespace {

using support::LoopbackClient;
using testing::HasSubstr;
using testing::StartsWith;
using namespace std::chrono_literals;

Response echo(const Request& request) {
  if (request.path == "fail") throw std::runtime_error("it broke");
  return {.type = "text/plain", .body = request.method + " " + request.path + " " + request.body};
}

/// A server, and the beginning of a request that it takes.
struct Running {
  explicit Running(Limits limits = {}, Handler handler = echo)
      : server({.token = "secret", .limits = limits}, std::move(handler)) {}
  std::string ask(const std::string& text) const {
    LoopbackClient client(server.port());
    client.send(text);
    return client.read_to_end();
  }
  static std::string get(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + more +
           "\r\n";
  }
  Server server;
};

TEST(Server, AnswersBelowItsTokenWithHeadersThatForbidTheRest) {
  const Running running;
  const std::string answer = running.ask(Running::get("/secret/a%20b?x=1"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nGET a b "));
  for (const char* header :
       {"Content-Security-Policy: default-src 'none'", "X-Content-Type-Options: nosniff",
        "X-Frame-Options: DENY", "Referrer-Policy: no-referrer", "Cache-Control: no-store"}) {
    EXPECT_THAT(answer, HasSubstr(header));
  }
  EXPECT_EQ(running.server.address(),
            "http://127.0.0.1:" + std::to_string(running.server.port()) + "/secret/");
}

TEST(Server, TakesABodyAndKeepsTheConnection) {
  const Running running;
  LoopbackClient client(running.server.port());
  for (int i = 0; i < 3; ++i) {
    client.send("POST /secret/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_THAT(client.read_until("hello"), HasSubstr("POST x hello"));
  }
}

TEST(Server, RefusesOtherNamesSitesAndTokens) {
  const Running running;
  const std::string good = "/secret/x";
  // A name of the attacker's that leads to 127.0.0.1.
  EXPECT_THAT(running.ask("GET " + good + " HTTP/1.1\r\nHost: evil.example:80\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(running.ask("GET " + good + " HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(running.ask("GET " + good + " HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil\r\n\r\n"),
              StartsWith("HTTP/1.1 400"));
  EXPECT_THAT(running.ask(Running::get(good, "Origin: http://evil.example\r\n")),
              StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(running.ask(Running::get(good, "Origin: null\r\n")), StartsWith("HTTP/1.1 403"));
  EXPECT_THAT(running.ask(Running::get(good, "Origin: http://127.0.0.1\r\n")),
              StartsWith("HTTP/1.1 200"));
  for (const char* target : {"/", "/secre/x", "/secrets/x", "/SECRET/x", "//secret/x"}) {
    EXPECT_THAT(running.ask(Running::get(target)), StartsWith("HTTP/1.1 403")) << target;
  }
}

TEST(Server, RefusesPathsThatLeadOut) {
  const Running running;
  for (const char* target :
       {"/secret/../etc/passwd", "/secret/%2e%2e/x", "/secret/a/%2E./b", "/secret/..%5cx",
        "/secret/a%00b", "/secret/%zz", "/secret/%2", "/secret/x?a=%g1", "secret/x"}) {
    EXPECT_THAT(running.ask(Running::get(target)), StartsWith("HTTP/1.1 40")) << target;
  }
}

TEST(Server, RefusesWhatIsTooLarge) {
  const Running running({.header_bytes = 1000, .body_bytes = 100});
  EXPECT_THAT(running.ask(Running::get("/secret/x", "Long: " + std::string(2000, 'a') + "\r\n")),
              StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(running.ask("POST /secret/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 101\r\n"
                          "\r\n" +
                          std::string(101, 'b')),
              StartsWith("HTTP/1.1 413"));
  // Without the token its body isn't read at all.
  EXPECT_THAT(running.ask("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n"),
              StartsWith("HTTP/1.1 403"));
}

TEST(Server, RefusesWhatIsNoHttp) {
  const Running running;
  for (const char* text :
       {"\x16\x03\x01\x02\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET /secret/x HTTP/1.1\r\nno colon\r\n\r\n",
        "POST /secret/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"}) {
    EXPECT_THAT(running.ask(text), StartsWith("HTTP/1.1 400")) << text;
  }
  EXPECT_THAT(running.ask(Running::get("/secret/x")), StartsWith("HTTP/1.1 200"));
}

TEST(Server, SaysWhatAHandlerThrows) {
  const Running running;
  const std::string answer = running.ask(Running::get("/secret/fail"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, HasSubstr(R"({"error": {"message": "it broke")"));
}

TEST(Server, DropsWhoIsSlow) {
  const Running running({.patience = 200ms});
  LoopbackClient client(running.server.port());
  client.send("GET /secret/x HTTP/1.1\r\nHos");
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(client.read_to_end(), "");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST(Server, MoreConnectionsThanAllowedWaitTheirTurn) {
  std::promise<void> go_on;
  const std::shared_future<void> released = go_on.get_future().share();
  const Running running({.connections = 2}, [&](const Request& request) {
    if (request.path == "slow") released.wait();
    return echo(request);
  });
  LoopbackClient first(running.server.port());
  LoopbackClient second(running.server.port());
  for (LoopbackClient* busy : {&first, &second}) busy->send(Running::get("/secret/slow"));
  LoopbackClient third(running.server.port());
  third.send(Running::get("/secret/x"));
  EXPECT_EQ(third.read_for(100ms), "");
  go_on.set_value();
  EXPECT_THAT(third.read_to_end(), StartsWith("HTTP/1.1 200"));
}

TEST(Server, WhoAsksForNothingMakesRoom) {
  const Running running({.connections = 4});
  std::vector<std::unique_ptr<LoopbackClient>> silent;
  for (int i = 0; i < 100; ++i) {
    silent.push_back(std::make_unique<LoopbackClient>(running.server.port()));
    if (i % 2 == 0) silent.back()->send("GET /secret/x HTTP/1.1\r\nHos");
  }
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(running.ask(Running::get("/secret/x")), StartsWith("HTTP/1.1 200"));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_EQ(silent.front()->read_to_end(), "") << "ended";
}

TEST(Server, EventsGoOnBehindTheLastOne) {
  const auto log = std::make_shared<EventLog>(3);
  const Running running({}, [&](const Request&) { return Response{.events = log}; });
  log->publish("progress", "{\"a\":\n1}");
  log->publish("progress", "2");
  LoopbackClient client(running.server.port());
  client.send(Running::get("/secret/events", "Last-Event-ID: 1\r\n"));
  const std::string begin = client.read_until("data: 2\n\n");
  EXPECT_THAT(begin, HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(begin, HasSubstr("id: 2\nevent: progress\ndata: 2\n\n"));
  EXPECT_THAT(begin, testing::Not(HasSubstr("id: 1\n")));
  log->publish("end", "3");
  EXPECT_THAT(client.read_until("data: 3\n\n"), HasSubstr("id: 3\nevent: end\n"));
  // A new stream begins with what comes; ids of an earlier server with all that is there.
  LoopbackClient other(running.server.port());
  other.send(Running::get("/secret/events"));
  other.read_until("retry: 1000\n\n");
  LoopbackClient lost(running.server.port());
  lost.send(Running::get("/secret/events", "Last-Event-ID: 77\r\n"));
  EXPECT_THAT(lost.read_until("data: 3\n\n"),
              HasSubstr("id: 1\nevent: progress\ndata: {\"a\": 1}\n"));
}

TEST(Server, WhoReadsNoEventsHoldsNobodyUp) {
  const auto log = std::make_shared<EventLog>();
  const Running running({.patience = 300ms}, [&](const Request& request) {
    return request.path == "events" ? Response{.events = log} : echo(request);
  });
  LoopbackClient lazy(running.server.port());
  lazy.send(Running::get("/secret/events"));
  lazy.read_until("retry: 1000\n\n");
  const std::string large(20'000, 'x');
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i) log->publish("progress", large);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  EXPECT_THAT(running.ask(Running::get("/secret/x")), StartsWith("HTTP/1.1 200"));
  std::this_thread::sleep_for(600ms);
  // Dropped: what lay in the system's buffers comes, then the end.
  EXPECT_LT(lazy.read_to_end().size(), 40'000'000U);
}

TEST(Server, EndsAtOnceWithStreamsOpen) {
  const auto log = std::make_shared<EventLog>();
  auto running =
      std::make_unique<Running>(Limits{}, [&](const Request&) { return Response{.events = log}; });
  LoopbackClient client(running->server.port());
  client.send(Running::get("/secret/events"));
  client.read_until("retry: 1000\n\n");
  const auto begin = std::chrono::steady_clock::now();
  running.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 200ms);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(Server, SaysWhatAPortIsTakenBy) {
  const Running running;
  try {
    const Server second({.port = running.server.port()}, echo);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("can't listen on 127.0.0.1 port"));
    EXPECT_THAT(error.what(), HasSubstr("choose another port"));
  }
}

TEST(Server, SaysThatAHostIsOfAnotherMachine) {
  try {
    const Server elsewhere({.host = "203.0.113.7"}, echo);  // an address of documentation
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("address of this machine"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("another port")));
  }
}

TEST(Gate, HostsAreAddresses) {
  const Gate gate("t", "box.lan");
  for (const char* host :
       {"127.0.0.1", "127.0.0.1:80", "[::1]:80", "localhost:1", "box.lan:8", "192.168.1.2"}) {
    EXPECT_TRUE(gate.is_own_host(host)) << host;
  }
  for (const char* host : {"", "evil.example", "127.0.0.1.evil.example", "localhost.evil", "[::1",
                           "1.2.3", "box.lan.evil"}) {
    EXPECT_FALSE(gate.is_own_host(host)) << host;
  }
}

TEST(Gate, TokensAreLongAndDiffer) {
  EXPECT_EQ(random_token().size(), 32U);
  EXPECT_NE(random_token(), random_token());
}

}  // namespace
}  // namespace ganglion::http

#include "http/server.h"

#include <fmt/format.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

#include "ganglion/core/error.h"
#include "http/connection.h"

namespace ganglion::http {

using Tcp = boost::asio::ip::tcp;

namespace {

std::string_view remedy_for(const boost::system::error_code& code) {
  if (code == boost::asio::error::address_in_use) {
    return "another program has it: choose another port, or 0 for a free one";
  }
  if (code == boost::asio::error::access_denied) {
    return "a port below 1024 needs rights: choose another one, or 0 for a free one";
  }
  return "the host must be an address of this machine, as 127.0.0.1 is";
}

}  // namespace

class Server::Implementation {
 public:
  Implementation(const ServerOptions& options, Handler handler)
      : shared_{.options = options,
                .gate = Gate(options.token, options.host),
                .handler = std::move(handler)},
        acceptor_(shared_.io) {
    listen();
    shared_.room_made = [this] { admit(); };
    accept();
    // While all connections are being answered nothing else is to be done here.
    thread_ = std::thread([this] {
      const auto until_stopped = boost::asio::make_work_guard(shared_.io);
      shared_.io.run();
    });
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  ~Implementation() {
    shared_.io.stop();
    thread_.join();
    shared_.handlers.stop();
    shared_.handlers.join();
    shared_.room_made = {};
  }

  std::uint16_t port() const { return port_; }
  const ServerOptions& options() const { return shared_.options; }

 private:
  void listen() {
    const ServerOptions& options = shared_.options;
    try {
      Tcp::resolver resolver(shared_.io);
      const auto found = resolver.resolve(options.host, std::to_string(options.port));
      const Tcp::endpoint endpoint = found.begin()->endpoint();
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(Tcp::acceptor::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen();
      port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
      throw Error(fmt::format("can't listen on {} port {}: {}; {}", options.host, options.port,
                              error.code().message(), remedy_for(error.code())));
    }
  }

  bool is_full() const { return shared_.connections >= shared_.options.limits.connections; }

  /// Serves who has come, once there is room: whoever asks for nothing has to make it, else
  /// thousands of open connections would keep a request waiting.
  void admit() {
    if (!next_) return accept();
    if (is_full() && !end_quiet(shared_)) {
      // They have asked already; that is read at once.
      if (!shared_.idle.empty() && !std::exchange(looks_again_, true)) look_again();
      return;
    }
    serve(shared_, *std::exchange(next_, std::nullopt));
    accept();
  }

  void look_again() {
    boost::asio::post(shared_.io, [this] {
      looks_again_ = false;
      admit();
    });
  }

  /// One at a time, while there is room, or may be.
  void accept() {
    if (accepting_ || next_ || (is_full() && shared_.idle.empty())) return;
    accepting_ = true;
    acceptor_.async_accept([this](boost::system::error_code error, Tcp::socket socket) {
      accepting_ = false;
      if (error == boost::asio::error::operation_aborted) return;
      if (!error) next_ = std::move(socket);
      admit();
    });
  }

  Shared shared_;
  Tcp::acceptor acceptor_;
  bool accepting_ = false;
  bool looks_again_ = false;
  std::optional<Tcp::socket> next_;  // accepted, and to be served
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Server::Server(const ServerOptions& options, Handler handler) {
  ServerOptions own = options;
  if (own.token.empty()) own.token = random_token();
  implementation_ = std::make_unique<Implementation>(own, std::move(handler));
}
Server::~Server() = default;

std::uint16_t Server::port() const {
  return implementation_->port();
}
const std::string& Server::token() const {
  return implementation_->options().token;
}
std::string Server::address() const {
  const std::string& host = implementation_->options().host;
  const bool is_v6 = host.find(':') != std::string::npos;
  return fmt::format("http://{}:{}/{}/", is_v6 ? "[" + host + "]" : host, port(), token());
}

}  // namespace ganglion::http

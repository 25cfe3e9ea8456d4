#include "http/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <cctype>
#include <charconv>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using Tcp = asio::ip::tcp;
using Code = beast::error_code;

namespace {

constexpr std::chrono::seconds kHeartbeat{15};
constexpr std::chrono::seconds kLinger{2};

std::string small_letters(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

/// One connection. All of it runs on the thread of the io_context, but for the handler.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Shared& shared, Tcp::socket socket) : shared_(shared), stream_(std::move(socket)) {
    ++shared_.connections;
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() {
    if (events_) events_->unsubscribe(subscription_);
    shared_.idle.remove(this);
    --shared_.connections;
    if (shared_.room_made) shared_.room_made();
  }

  /// Reads the header of the next request.
  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.limits.header_bytes));
    parser_->body_limit(shared_.options.limits.body_bytes);
    request_ = {};
    stream_.expires_after(shared_.options.limits.patience);
    wire::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](Code error, std::size_t) { self->on_header(error); });
    make_room();
  }

  /// Whether all that came has been read.
  bool is_quiet() const {
    Code ignored;
    return stream_.socket().available(ignored) == 0;
  }

  void close() {
    Code ignored;
    heartbeat_.cancel();
    stream_.socket().close(ignored);
  }

 private:
  using Message = wire::response<wire::string_body>;

  /// May be ended where others have something to ask.
  void make_room() {
    shared_.idle.push_back(this);
    if (shared_.room_made) shared_.room_made();
  }

  void on_header(Code error) {
    shared_.idle.remove(this);
    if (error) return refuse(error);
    const auto& head = parser_->get();
    request_.method = std::string(head.method_string());
    for (const auto& field : head) {
      std::string name = small_letters(std::string(field.name_string()));
      if (name == "host" && request_.headers.contains(name)) {
        return respond(error_response(400, "the header Host is there twice"), false);
      }
      request_.headers[std::move(name)] = std::string(field.value());
    }
    if (auto refusal = shared_.gate.check(request_, {head.target().data(), head.target().size()})) {
      return respond(*refusal, false);
    }
    if (request_.header("expect") == "100-continue") return proceed();
    read_body();
  }

  /// curl asks before it sends a large body.
  void proceed() {
    static constexpr std::string_view kGoOn = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(kGoOn.data(), kGoOn.size()),
                      [self = shared_from_this()](Code error, std::size_t) {
                        if (!error) self->read_body();
                      });
  }

  void read_body() {
    stream_.expires_after(shared_.options.limits.patience);
    wire::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](Code error, std::size_t) {
                       if (error) return self->refuse(error);
                       self->answer();
                     });
  }

  /// A request that can't be read.
  void refuse(Code error) {
    if (error == wire::error::header_limit) {
      return respond(error_response(431, "the header of the request is too large"), false);
    }
    if (error == wire::error::body_limit) {
      return respond(error_response(413, fmt::format("the body is too large; the limit is {} MB",
                                                     shared_.options.limits.body_bytes >> 20)),
                     false);
    }
    const bool malformed =
        error.category() == wire::make_error_code(wire::error::bad_version).category();
    if (malformed && error != wire::error::end_of_stream && error != wire::error::partial_message) {
      respond(error_response(400, "the request is no valid HTTP/1.1"), false);
    }
  }

  void answer() {
    request_.body = std::move(parser_->get().body());
    const bool keep = parser_->get().keep_alive();
    stream_.expires_never();
    asio::post(shared_.handlers, [self = shared_from_this(), keep]() mutable {
      Response response = self->handled();
      auto& io = self->shared_.io;
      asio::post(io, [self = std::move(self), keep, response = std::move(response)]() mutable {
        self->respond(std::move(response), keep);
      });
    });
  }

  Response handled() const {
    try {
      return shared_.handler(request_);
    } catch (const Error& error) {
      return error_response(400, error.what());
    } catch (const std::bad_alloc&) {
      return error_response(500, "out of memory; use less data or a smaller network");
    } catch (const std::exception& error) {
      return error_response(500, error.what());
    }
  }

  void respond(Response response, bool keep) {
    message_ = {};
    message_.version(11);
    message_.result(static_cast<unsigned>(response.status));
    message_.set(wire::field::content_type, response.events ? "text/event-stream" : response.type);
    message_.set(wire::field::cache_control, "no-store");
    message_.set("Content-Security-Policy", shared_.options.content_security_policy);
    message_.set("X-Content-Type-Options", "nosniff");
    message_.set("X-Frame-Options", "DENY");
    message_.set("Referrer-Policy", "no-referrer");
    message_.set("Cross-Origin-Resource-Policy", "same-origin");
    for (const auto& [name, value] : response.headers) message_.set(name, value);
    if (response.events) return begin_events(response.events);
    message_.keep_alive(keep);
    message_.content_length(response.body.size());
    if (request_.method != "HEAD") message_.body() = std::move(response.body);
    stream_.expires_after(shared_.options.limits.patience);
    wire::async_write(stream_, message_,
                      [self = shared_from_this(), keep](Code error, std::size_t) {
                        if (error) return;
                        if (keep) return self->read();
                        Code ignored;
                        self->stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
                        self->stream_.expires_after(kLinger);
                        self->make_room();
                        self->drain();
                      });
  }

  /// A connection that is closed with bytes unread is reset, and its answer lost.
  void drain() {
    stream_.async_read_some(asio::buffer(drained_),
                            [self = shared_from_this()](Code error, std::size_t) {
                              if (!error) self->drain();
                            });
  }

  /// The stream has no length: it ends with the connection.
  void begin_events(std::shared_ptr<EventLog> events) {
    events_ = std::move(events);
    const std::string_view last = request_.header("last-event-id");
    sent_ = last.empty() ? events_->last_id() : 0;
    if (!last.empty()) std::from_chars(last.data(), last.data() + last.size(), sent_);
    message_.keep_alive(false);
    chunk_ = fmt::format("HTTP/1.1 200 OK\r\n");
    for (const auto& field : message_) {
      chunk_ += fmt::format(
          "{}: {}\r\n", std::string_view(field.name_string().data(), field.name_string().size()),
          std::string_view(field.value().data(), field.value().size()));
    }
    chunk_ += "\r\nretry: 1000\n\n";
    subscription_ = events_->subscribe([weak = weak_from_this(), this] {
      if (woken_.exchange(true)) return;
      asio::post(shared_.io, [weak] {
        if (const auto self = weak.lock()) self->pump();
      });
    });
    watch_for_end();
    write_chunk();
  }

  /// Nothing more is to come from the client but its end.
  void watch_for_end() {
    stream_.socket().async_read_some(asio::buffer(drained_),
                                     [self = shared_from_this()](Code error, std::size_t) {
                                       if (error) return self->close();
                                       self->watch_for_end();
                                     });
  }

  /// Sends what came since, unless the last of it is still on its way.
  void pump() {
    woken_ = false;
    if (!chunk_.empty()) return;
    for (const Event& event : events_->after(sent_)) {
      chunk_ += event.to_string();
      sent_ = event.id;
    }
    if (!chunk_.empty()) return write_chunk();
    heartbeat_.expires_after(kHeartbeat);
    heartbeat_.async_wait([self = shared_from_this()](Code error) {
      if (error || !self->chunk_.empty()) return;
      self->chunk_ = ":\n\n";
      self->write_chunk();
    });
  }

  void write_chunk() {
    heartbeat_.cancel();
    stream_.expires_after(shared_.options.limits.patience);
    asio::async_write(stream_, asio::buffer(chunk_),
                      [self = shared_from_this()](Code error, std::size_t) {
                        self->stream_.expires_never();
                        if (error) return self->close();
                        self->chunk_.clear();
                        self->pump();
                      });
  }

  Shared& shared_;
  beast::tcp_stream stream_;
  beast::flat_buffer buffer_;
  std::optional<wire::request_parser<wire::string_body>> parser_;
  Request request_;
  Message message_;
  std::shared_ptr<EventLog> events_;
  std::uint64_t subscription_ = 0;
  std::uint64_t sent_ = 0;
  std::string chunk_;  // being written; empty: none is
  std::array<char, 4096> drained_{};
  std::atomic<bool> woken_ = false;
  asio::steady_timer heartbeat_{shared_.io};
};

void serve(Shared& shared, Tcp::socket socket) {
  std::make_shared<Connection>(shared, std::move(socket))->read();
}

bool end_quiet(Shared& shared) {
  const auto oldest = std::ranges::find_if(shared.idle, &Connection::is_quiet);
  if (oldest == shared.idle.end()) return false;
  Connection* connection = *oldest;
  shared.idle.erase(oldest);
  connection->close();
  return true;
}

}  // namespace ganglion::http

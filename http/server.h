#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace ganglion::http {

/// What a server takes from anybody, at most.
struct Limits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024 * 1024;
  /// At once. A further one takes the place of the one that has asked for nothing for longest;
  /// where all are being answered it waits in the system's queue.
  std::size_t connections = 64;
  /// For a request to arrive, for an answer (of events: each of them) to be taken, and for an open
  /// connection to ask again. Who is slower is dropped.
  std::chrono::milliseconds patience{30'000};
};

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< address (or name) of this machine to listen on
  std::uint16_t port = 0;          ///< 0: a free one
  std::string token = {};          ///< empty: drawn, see random_token()
  Limits limits = {};
  /// Sent with every response, besides what forbids guessing of types, frames and referrers.
  std::string content_security_policy = "default-src 'none'";
};

/// Answers a request; called on several threads at once. What it throws becomes a response: Error
/// of status 400, everything else 500.
using Handler = std::function<Response(const Request&)>;

/// The one HTTP/1.1 server of all front ends. Everything lies below /TOKEN/; what doesn't pass the
/// Gate gets no further than its header. Threads of its own serve until it is destroyed.
class Server {
 public:
  /// Listens when it returns. Throws Error naming host and port when that can't be.
  Server(const ServerOptions& options, Handler handler);
  /// Closes all connections; requests that are being answered are waited for.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  const std::string& token() const;
  /// "http://127.0.0.1:35123/0f…/"
  std::string address() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace ganglion::http

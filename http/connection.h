#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>

#include "http/gate.h"
#include "http/server.h"

/// Only what is behind http::Server includes this: whoever sees Boost.Asio compiles for long.
namespace ganglion::http {

/// Requests that are answered at once: a page asks four slow questions at most, and the rest of
/// them mustn't wait for those.
inline constexpr std::size_t kHandlers = 8;

/// What all connections share.
struct Shared {
  ServerOptions options;
  Gate gate;
  Handler handler;
  std::size_t connections = 0;
  std::function<void()> connection_ended = {};
  boost::asio::io_context io{1};  // holds connections: goes before what they use
  boost::asio::thread_pool handlers{kHandlers};
};

/// Serves a connection until it ends or goes against the limits.
void serve(Shared& shared, boost::asio::ip::tcp::socket socket);

}  // namespace ganglion::http

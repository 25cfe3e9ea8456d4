#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <functional>
#include <list>

#include "http/gate.h"
#include "http/server.h"

/// Only what is behind http::Server includes this: whoever sees Boost.Asio compiles for long.
namespace ganglion::http {

/// Requests that are answered at once: a page asks four slow questions at most, and the rest of
/// them mustn't wait for those.
inline constexpr std::size_t kHandlers = 8;

class Connection;

/// What all connections share. All but the handlers is of the one thread of `io`.
struct Shared {
  ServerOptions options;
  Gate gate;
  Handler handler;
  std::size_t connections = 0;
  std::list<Connection*> idle = {};  ///< those that owe nothing and are owed nothing, longest first
  std::function<void()> room_made = {};  ///< one has ended, or waits
  boost::asio::io_context io{1};         // holds connections: goes before what they use
  boost::asio::thread_pool handlers{kHandlers};
};

/// Serves a connection until it ends or goes against the limits.
void serve(Shared& shared, boost::asio::ip::tcp::socket socket);

/// Ends the connection that has been idle for longest and has sent nothing new. False: there is
/// none.
bool end_quiet(Shared& shared);

}  // namespace ganglion::http

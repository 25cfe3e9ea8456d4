#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace ganglion::support {

/// A connection to a port of 127.0.0.1, for tests of servers: text there and back.
class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port);
  ~LoopbackClient();
  LoopbackClient(const LoopbackClient&) = delete;
  LoopbackClient& operator=(const LoopbackClient&) = delete;

  void send(const std::string& text) const;
  /// What comes until the other side closes; at most ten seconds long.
  std::string read_to_end();
  /// What comes until `end` is in it.
  std::string read_until(const std::string& end);
  std::string read_for(std::chrono::milliseconds time);
  std::string read_bytes(std::size_t count);

 private:
  /// False at the end, and when nothing came for so long.
  bool read_more(std::chrono::milliseconds time);
  std::string take(std::size_t count);

  int socket_;
  std::string buffer_;
};

}  // namespace ganglion::support

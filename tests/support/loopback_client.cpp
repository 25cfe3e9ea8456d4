#include "tests/support/loopback_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace ganglion::support {

namespace {
constexpr std::chrono::seconds kPatience{60};  // sanitizers take their time
}

LoopbackClient::LoopbackClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  // NOLINTNEXTLINE(*-reinterpret-cast): the interface of sockets
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    throw std::runtime_error("nobody listens");
  }
}
LoopbackClient::~LoopbackClient() {
  ::close(socket_);
}

void LoopbackClient::send(const std::string& text) const {
  std::size_t done = 0;
  while (done < text.size()) {
    const auto sent = ::send(socket_, text.data() + done, text.size() - done, MSG_NOSIGNAL);
    if (sent <= 0) return;  // refused before all was said
    done += static_cast<std::size_t>(sent);
  }
}

bool LoopbackClient::read_more(std::chrono::milliseconds time) {
  pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&waiting, 1, static_cast<int>(time.count())) <= 0) return false;
  std::array<char, 65536> bytes{};
  const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  buffer_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

std::string LoopbackClient::take(std::size_t count) {
  std::string text = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return text;
}

std::string LoopbackClient::read_to_end() {
  while (read_more(kPatience)) {
  }
  return std::exchange(buffer_, {});
}

std::string LoopbackClient::read_until(const std::string& end) {
  while (buffer_.find(end) == std::string::npos && read_more(kPatience)) {
  }
  const std::size_t found = buffer_.find(end);
  return found == std::string::npos ? std::exchange(buffer_, {}) : take(found + end.size());
}

std::string LoopbackClient::read_for(std::chrono::milliseconds time) {
  while (read_more(time)) {
  }
  return std::exchange(buffer_, {});
}

std::string LoopbackClient::read_bytes(std::size_t count) {
  while (buffer_.size() < count && read_more(kPatience)) {
  }
  return take(count);
}

}  // namespace ganglion::support

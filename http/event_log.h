#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::http {

/// One server-sent event. Ids count on from 1 for the life of the log.
struct Event {
  std::uint64_t id = 0;
  std::string name;
  std::string data;  ///< one line

  /// As the stream carries it: "id: 3\nevent: epoch\ndata: {…}\n\n".
  std::string to_string() const;
};

/// The last events of a server, for any number of streams that read at their own pace: who
/// publishes never waits, and a stream that lags misses what was dropped. Any thread may call
/// anything.
class EventLog {
 public:
  explicit EventLog(std::size_t kept = 1000) : kept_(kept) {}

  /// Line ends in `data` become blanks.
  void publish(std::string_view name, std::string_view data);
  /// Events with an id above `id` that are still there. An id that was never given (of a server
  /// before this one) counts as 0.
  std::vector<Event> after(std::uint64_t id) const;
  std::uint64_t last_id() const;

  /// `told` is called after each event, on the thread that publishes; it must be quick, and not
  /// call the log. Returns what unsubscribe() takes.
  std::uint64_t subscribe(std::function<void()> told);
  void unsubscribe(std::uint64_t subscription);

 private:
  std::size_t kept_;
  mutable std::mutex mutex_;
  std::deque<Event> events_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, std::function<void()>> subscribers_;
  std::uint64_t next_subscription_ = 1;
};

}  // namespace ganglion::http

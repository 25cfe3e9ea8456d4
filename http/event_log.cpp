#include "http/event_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ganglion::http {

std::string Event::to_string() const {
  return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, data);
}

void EventLog::publish(std::string_view name, std::string_view data) {
  std::string line(data);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\r'; }, ' ');
  const std::lock_guard lock(mutex_);
  events_.push_back({.id = ++last_, .name = std::string(name), .data = std::move(line)});
  if (events_.size() > kept_) events_.pop_front();
  for (const auto& [number, told] : subscribers_) told();
}

std::vector<Event> EventLog::after(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  if (id > last_) id = 0;
  const auto first = std::ranges::find_if(events_, [&](const Event& e) { return e.id > id; });
  return {first, events_.end()};
}

std::uint64_t EventLog::last_id() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

std::uint64_t EventLog::subscribe(std::function<void()> told) {
  const std::lock_guard lock(mutex_);
  subscribers_.emplace(next_subscription_, std::move(told));
  return next_subscription_++;
}

void EventLog::unsubscribe(std::uint64_t subscription) {
  const std::lock_guard lock(mutex_);
  subscribers_.erase(subscription);
}

}  // namespace ganglion::http

#include "ganglion/runtime/background.h"

#include <algorithm>
#include <utility>

namespace ganglion::runtime {

Background::~Background() {
  {
    const std::lock_guard lock(guard_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

int Background::add(Exchange exchange) {
  const auto number = static_cast<int>(entries_.size());
  const auto producer = [this](int i) { return entries_[index(i)].exchange.producer; };
  if (exchange.producer >= 0) {
    order_.insert(std::ranges::upper_bound(order_, exchange.producer, {}, producer), number);
  }
  entries_.push_back({.exchange = std::move(exchange)});
  return number;
}

void Background::begin(void* const* pointers, bool aside) {
  const std::lock_guard lock(guard_);
  pointers_ = pointers;
  next_ = 0;
  aside_ = aside && !order_.empty();
  failure_ = nullptr;
  for (Entry& entry : entries_) {
    entry.arrived = 0;
    entry.made = false;
  }
  ranks_.leave_processor(aside_);
  if (aside_ && !thread_.joinable()) thread_ = std::thread([this] { serve(); });
}

void Background::arrive(int number) {
  const std::lock_guard lock(guard_);
  Entry& entry = entries_[index(number)];
  if (!aside_) return;
  ++entry.arrived;
  if (has_next()) changed_.notify_all();
}

bool Background::has_next() const {
  return aside_ && next_ < order_.size() && entries_[index(order_[next_])].begun();
}

void Background::make(Exchange& exchange) const {
  exchange.kernel->run({.inputs = pointers_ + exchange.inputs,
                        .outputs = pointers_ + exchange.outputs,
                        .scratch = nullptr});
}

void Background::serve() {
  std::unique_lock lock(guard_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || (has_next() && !failure_); });
    if (stopping_) return;
    Entry& entry = entries_[index(order_[next_])];
    working_ = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
      make(entry.exchange);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    failure_ = failure;
    entry.made = failure == nullptr;
    working_ = false;
    ++next_;
    changed_.notify_all();
  }
}

/// With nothing else to do, the processor may be used up by looking.
void Background::wait_until(std::unique_lock<std::mutex>& lock,
                            bool (*done)(const Background&, int), int number) {
  if (!done(*this, number)) {
    ranks_.leave_processor(false);
    changed_.wait(lock, [&] { return done(*this, number); });
  }
}

void Background::wait(int number) {
  std::unique_lock lock(guard_);
  Entry& entry = entries_[index(number)];
  const bool begun = aside_ && entry.exchange.producer >= 0 && entry.begun();
  if (begun) {
    const auto made = [](const Background& self, int i) {
      return self.failure_ || self.entries_[index(i)].made;
    };
    wait_until(lock, made, number);
  } else {
    wait_until(
        lock, [](const Background& self, int) { return self.idle(); }, number);
  }
  if (failure_) std::rethrow_exception(failure_);
  if (!begun) {
    ranks_.leave_processor(false);
    lock.unlock();
    make(entry.exchange);
  }
  ranks_.leave_processor(aside_);
}

void Background::finish() {
  std::unique_lock lock(guard_);
  wait_until(
      lock, [](const Background& self, int) { return self.idle(); }, 0);
  ranks_.leave_processor(false);
  aside_ = false;
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace ganglion::runtime

#include "ganglion/train/tune/stop_when.h"

#include <chrono>
#include <utility>

namespace ganglion::train {

StopWhen::StopWhen(std::function<bool()> condition)
    : condition_(std::move(condition)), flag_(condition_()) {
  thread_ = std::thread([this] {
    std::unique_lock lock(guard_);
    while (!over_ && !flag_) {
      ends_.wait_for(lock, std::chrono::milliseconds(50), [this] { return over_; });
      if (condition_()) flag_ = true;
    }
  });
}

StopWhen::~StopWhen() {
  {
    const std::lock_guard lock(guard_);
    over_ = true;
  }
  ends_.notify_all();
  thread_.join();
}

}  // namespace ganglion::train

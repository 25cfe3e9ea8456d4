#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ganglion::train {

/// A flag for trainings to stop, which is set once a condition holds. It is asked about twenty
/// times a second on a thread of its own.
class StopWhen {
 public:
  explicit StopWhen(std::function<bool()> condition);
  ~StopWhen();
  StopWhen(const StopWhen&) = delete;
  StopWhen& operator=(const StopWhen&) = delete;

  const std::atomic<bool>* flag() const { return &flag_; }
  bool stopped() const { return flag_.load(); }

 private:
  std::function<bool()> condition_;
  std::atomic<bool> flag_ = false;
  bool over_ = false;
  std::mutex guard_;
  std::condition_variable ends_;
  std::thread thread_;
};

}  // namespace ganglion::train

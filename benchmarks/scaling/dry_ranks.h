#pragma once
#include <ganglion/dist/communicator.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <span>
#include <thread>

namespace scaling {

namespace dist = ganglion::dist;

/// Rank 0 of as many as there shall be, alone: the others send at once what this one sends. So it
/// does the work of one rank of a large job, to be timed; what it computes is of no use.
class DryRanks final : public dist::Communicator {
 public:
  DryRanks(int size, double bytes_per_second) : size_(size) {
    bytes_per_second_ = bytes_per_second;
  }
  int rank() const override { return 0; }
  int size() const override { return size_; }
  bool works_aside() const override { return true; }
  void exchange(std::span<const dist::Message> sends,
                std::span<const dist::Message> receives) override {
    for (std::size_t i = 0; i < std::min(sends.size(), receives.size()); ++i) {
      std::memcpy(receives[i].data, sends[i].data, std::min(sends[i].bytes, receives[i].bytes));
    }
  }

 private:
  int size_;
};

/// Ranks behind a line that delays each exchange, where the system has none that does; which
/// compute nothing meanwhile, unless they work aside; and whose line is said to be so fast.
class DelayedRanks final : public dist::Communicator {
 public:
  DelayedRanks(dist::Communicator& ranks, double seconds, bool aside, double bytes_per_second)
      : ranks_(ranks), delay_(seconds), aside_(aside) {
    bytes_per_second_ = bytes_per_second;
  }
  int rank() const override { return ranks_.rank(); }
  int size() const override { return ranks_.size(); }
  bool works_aside() const override { return aside_; }
  void exchange(std::span<const dist::Message> sends,
                std::span<const dist::Message> receives) override {
    ranks_.leave_processor(leaves_processor());
    ranks_.exchange(sends, receives);
    if (delay_.count() > 0.0) std::this_thread::sleep_for(delay_);
  }

 private:
  dist::Communicator& ranks_;
  std::chrono::duration<double> delay_;
  bool aside_;
};

}  // namespace scaling

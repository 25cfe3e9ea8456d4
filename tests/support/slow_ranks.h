#pragma once
#include <span>

#include "ganglion/dist/communicator.h"

namespace ganglion::support {

/// Other ranks, whose line is said to move so many bytes a second.
class SlowRanks final : public dist::Communicator {
 public:
  SlowRanks(dist::Communicator& ranks, double bytes_per_second) : ranks_(ranks) {
    bytes_per_second_ = bytes_per_second;
  }
  int rank() const override { return ranks_.rank(); }
  int size() const override { return ranks_.size(); }
  void exchange(std::span<const dist::Message> sends,
                std::span<const dist::Message> receives) override {
    ranks_.exchange(sends, receives);
  }

 private:
  dist::Communicator& ranks_;
};

}  // namespace ganglion::support

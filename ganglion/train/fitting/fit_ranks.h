#pragma once
#include <cstdint>

#include "ganglion/dist/communicator.h"
#include "ganglion/train/weights.h"

namespace ganglion::train {

/// One call of fit on several ranks: what keeps them in step.
class FitRanks {
 public:
  /// Null: one process, in which all of this does nothing.
  explicit FitRanks(dist::Communicator* ranks)
      : ranks_(ranks != nullptr && ranks->size() > 1 ? ranks : nullptr), in_step_(ranks_) {}

  bool shared() const { return ranks_ != nullptr; }

  /// What rank 0 has decided: what depends on a clock or a signal may come out otherwise elsewhere.
  template <class T>
  T agreed(T own) const {
    return ranks_ == nullptr ? own : ranks_->of_first(own);
  }

  /// Throws Error, naming the rank, when the weights aren't the same on all ranks, as on machines
  /// whose processors compute otherwise. `epoch`: after which, 0 before the first.
  void check_same(const Weights& weights, std::int64_t epoch) const;

 private:
  dist::Communicator* ranks_;
  dist::InStep in_step_;
};

}  // namespace ganglion::train

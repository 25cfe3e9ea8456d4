#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/core/dtype.h"
#include "ganglion/dist/communicator.h"
#include "ganglion/dist/replica_shares.h"

namespace ganglion::dist {

/// The sum of a value over replicas that lie on several ranks, added in the binary tree
/// ((0+1)+(2+3))+… as on one machine: the same bits for any number of ranks.
///
/// A rank adds up its whole subtrees by itself. Small sums are then exchanged all to all, and each
/// rank adds all of them; of large ones each rank gets a range of elements from all others, adds
/// it, and gives the sum to all (reduce-scatter and all-gather: 2 (n-1)/n of the value's bytes are
/// sent by each of n ranks that have one subtree each).
class ReplicaSum {
 public:
  /// For f32 or f64 values of `elements`. `ranks` must outlive it.
  ReplicaSum(Communicator& ranks, const ReplicaShares& shares, DType dtype, std::int64_t elements);

  /// `own`: the summands of this rank's replicas. All ranks get the same sum.
  void run(const void* const* own, void* sum);

 private:
  struct Range {
    std::size_t begin;  ///< in bytes
    std::size_t size;
  };
  Range range_of(int rank) const;
  void add_own(const void* const* own);
  void collect(Range range, bool all);
  template <class T>
  void add_collected(Range range);

  Communicator& ranks_;
  ReplicaShares shares_;
  DType dtype_;
  std::size_t elements_;
  std::size_t bytes_;
  bool small_;
  std::vector<std::vector<std::byte>> roots_;  ///< of own subtrees
  std::vector<std::vector<std::byte>> parts_;  ///< of all subtrees: the range that is added here
  std::vector<Message> sends_;
  std::vector<Message> receives_;
  std::vector<std::size_t> offsets_;  ///< of the ranges, by rank
};

}  // namespace ganglion::dist

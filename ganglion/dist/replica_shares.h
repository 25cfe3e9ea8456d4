#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace ganglion::dist {

/// Replicas [first, first + count) of a job, all on one rank, that are a whole subtree of the
/// binary tree in which replicas are added up.
struct Subtree {
  std::int64_t first = 0;
  std::int64_t count = 1;
  int rank = 0;
};

/// Which rank computes which of `replicas` (a power of two): contiguous shares, equal to within
/// one. Ranks beyond the number of replicas have none.
class ReplicaShares {
 public:
  ReplicaShares(std::int64_t replicas, int ranks);

  std::int64_t first(int rank) const;
  std::int64_t count(int rank) const { return first(rank + 1) - first(rank); }
  int rank_of(std::int64_t replica) const;

  /// The largest whole subtrees that lie on one rank each, in the order of their replicas.
  const std::vector<Subtree>& subtrees() const { return subtrees_; }
  /// The additions that make the sum of all from those of the subtrees: the second is added to the
  /// first, one after another, and the sum is in subtree 0 then.
  const std::vector<std::pair<std::size_t, std::size_t>>& additions() const { return additions_; }

 private:
  std::size_t visit(std::int64_t first, std::int64_t count);

  std::int64_t replicas_;
  int ranks_;
  std::vector<Subtree> subtrees_;
  std::vector<std::pair<std::size_t, std::size_t>> additions_;
};

}  // namespace ganglion::dist

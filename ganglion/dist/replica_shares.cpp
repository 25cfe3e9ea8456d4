#include "ganglion/dist/replica_shares.h"

namespace ganglion::dist {

ReplicaShares::ReplicaShares(std::int64_t replicas, int ranks)
    : replicas_(replicas), ranks_(ranks) {
  visit(0, replicas);
}

std::int64_t ReplicaShares::first(int rank) const {
  return replicas_ * rank / ranks_;
}

int ReplicaShares::rank_of(std::int64_t replica) const {
  int rank = 0;
  while (first(rank + 1) <= replica) ++rank;
  return rank;
}

/// The place of the subtree that will hold the sum.
std::size_t ReplicaShares::visit(std::int64_t first, std::int64_t count) {
  const int rank = rank_of(first);
  if (rank == rank_of(first + count - 1)) {
    subtrees_.push_back({.first = first, .count = count, .rank = rank});
    return subtrees_.size() - 1;
  }
  const std::size_t left = visit(first, count / 2);
  const std::size_t right = visit(first + count / 2, count / 2);
  additions_.emplace_back(left, right);
  return left;
}

}  // namespace ganglion::dist

#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "ganglion/dist/communicator.h"
#include "ganglion/dist/replica_shares.h"
#include "ganglion/graph/graph.h"
#include "ganglion/kernels/kernel.h"

namespace ganglion::runtime {

/// The small library that predicts has no ranks, and leaves out what they exchange.
#ifdef GANGLION_PREDICTS_ONLY
inline constexpr bool kMayHaveRanks = false;
#else
inline constexpr bool kMayHaveRanks = true;
#endif

/// Whose replicas this process computes, where a plan is shared by ranks: the same plan on each,
/// which runs its own replicas of what is replicated, and all of what is whole.
struct OwnReplicas {
  dist::Communicator* ranks = nullptr;  ///< null: all replicas are here
  std::int64_t begin = 0;
  std::int64_t end = 1;

  /// Whether others have a share.
  bool are_shared() const { return kMayHaveRanks && ranks != nullptr; }
};

OwnReplicas own_replicas(dist::Communicator* ranks, std::int64_t replicas);

/// Fewer are exchanged when they are waited for: a message costs its latency, and handing it to
/// another thread as much.
inline constexpr std::size_t kExchangedAside = std::size_t{64} << 10;

/// An all_reduce over ranks. Its inputs are the summands of the own replicas.
std::unique_ptr<Kernel> make_sum_over_ranks(const Node& all_reduce, dist::Communicator& ranks);

/// Completes the rows of all replicas, of which this rank has its own; in place, at the output,
/// where the share of replica r begins at byte r * stride.
std::unique_ptr<Kernel> make_gather_rows(std::size_t stride, std::int64_t replicas,
                                         dist::Communicator& ranks);

/// Completes values of which each rank has computed a part, in one exchange; in place, at the
/// outputs: of output i rank r has the bytes [offsets[i][r], offsets[i][r + 1]).
std::unique_ptr<Kernel> make_gather_parts(std::vector<std::vector<std::size_t>> offsets,
                                          dist::Communicator& ranks);

}  // namespace ganglion::runtime

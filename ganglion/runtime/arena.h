#pragma once
#include <cstddef>
#include <limits>
#include <span>

namespace ganglion::runtime {

constexpr int kForever = std::numeric_limits<int>::max();

/// A piece of the arena: one value, or several that share it.
struct Block {
  std::size_t bytes = 0;
  int first = kForever;  ///< step that writes it
  int last = -1;         ///< last step that reads it
  bool replicated = false;
  bool spread = false;  ///< one contiguous piece whose parts belong to the replicas in turn
  std::size_t offset = 0;

  /// Has each replica one in a part of the arena of its own?
  bool in_replica_part() const { return replicated && !spread; }
};

/// A shared part, and behind it one for each replica.
struct Arena {
  std::size_t shared_bytes = 0;
  std::size_t replica_bytes = 0;
  std::size_t lower_bound = 0;  ///< largest total of what is alive at one moment
};

/// Gives blocks that are alive at the same time places that don't overlap, within their part. Of up
/// to 2048 blocks the largest are placed first, which packs them tightest; more are placed in the
/// order of the steps, in a time that hardly grows faster than their number.
Arena lay_out(std::span<Block*> blocks, std::size_t replicas, std::size_t steps);

}  // namespace ganglion::runtime

#include "ganglion/runtime/arena.h"

#include <algorithm>
#include <vector>

#include "ganglion/core/index.h"

namespace ganglion::runtime {
namespace {

std::size_t aligned(std::size_t bytes) {
  constexpr std::size_t kAlignment = 64;
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// Bytes that a block takes in the shared part or, if replicated, in each replica's part.
std::size_t extent_of(const Block& block, std::size_t replicas) {
  return aligned(block.spread ? block.bytes * replicas : block.bytes);
}

/// The most that is alive at one moment.
std::size_t peak(std::span<Block*> blocks, std::size_t replicas, std::size_t steps) {
  // What begins and what ends at each step; the sizes wrap around alike, so sums come out right.
  std::vector<std::size_t> change(steps + 1, 0);
  for (const Block* block : blocks) {
    if (block->first >= static_cast<int>(steps)) continue;
    const std::size_t extent = extent_of(*block, replicas);
    const std::size_t bytes = block->in_replica_part() ? replicas * extent : extent;
    change[at(block->first)] += bytes;
    change[std::min(at(block->last), steps - 1) + 1] -= bytes;
  }
  std::size_t highest = 0;
  std::size_t total = 0;
  for (std::size_t bytes : change) highest = std::max(highest, total += bytes);
  return highest;
}

}  // namespace

Arena lay_out(std::span<Block*> blocks, std::size_t replicas, std::size_t steps) {
  Arena arena;
  const auto extent = [&](const Block* block) { return extent_of(*block, replicas); };
  // Largest first, each at the lowest place that is free for its whole life.
  std::vector<Block*> order(blocks.begin(), blocks.end());
  std::ranges::stable_sort(order, std::greater(), extent);
  std::vector<Block*> placed;
  for (Block* block : order) {
    std::vector<const Block*> rivals;
    for (const Block* other : placed) {
      const bool overlap = other->first <= block->last && block->first <= other->last;
      if (overlap && other->in_replica_part() == block->in_replica_part()) rivals.push_back(other);
    }
    std::ranges::sort(rivals, {}, &Block::offset);
    for (const Block* rival : rivals) {
      if (rival->offset >= block->offset + extent(block)) break;
      block->offset = std::max(block->offset, rival->offset + extent(rival));
    }
    std::size_t& end = block->in_replica_part() ? arena.replica_bytes : arena.shared_bytes;
    end = std::max(end, block->offset + extent(block));
    placed.push_back(block);
  }
  arena.lower_bound = peak(blocks, replicas, steps);
  return arena;
}

}  // namespace ganglion::runtime

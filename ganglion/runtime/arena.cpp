#include "ganglion/runtime/arena.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "ganglion/core/index.h"
#include "ganglion/kernels/aligned_size.h"

namespace ganglion::runtime {
namespace {

/// Bytes that a block takes in the shared part or, if replicated, in each replica's part.
std::size_t extent_of(const Block& block, std::size_t replicas) {
  return kernels::aligned_size(block.spread ? block.bytes * replicas : block.bytes);
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

/// Above this many blocks each of them is not compared with all others.
constexpr std::size_t kManyBlocks = 2048;

/// Largest first, each at the lowest place that is free for its whole life.
void place_by_size(std::span<Block*> blocks, std::size_t replicas) {
  const auto extent = [&](const Block* block) { return extent_of(*block, replicas); };
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
    placed.push_back(block);
  }
}

/// Memory that is taken and given back while a plan runs.
class Gaps {
 public:
  /// The lowest gap that is large enough, or the end.
  std::size_t take(std::size_t bytes) {
    for (auto gap = gaps_.begin(); gap != gaps_.end(); ++gap) {
      const auto [offset, size] = *gap;
      if (size < bytes) continue;
      gaps_.erase(gap);
      if (size > bytes) gaps_.emplace(offset + bytes, size - bytes);
      return offset;
    }
    const std::size_t offset = end_;
    end_ += bytes;
    return offset;
  }
  void give_back(std::size_t offset, std::size_t bytes) {
    auto next = gaps_.upper_bound(offset);
    if (next != gaps_.end() && offset + bytes == next->first) {
      bytes += next->second;
      next = gaps_.erase(next);
    }
    if (next != gaps_.begin()) {
      const auto before = std::prev(next);
      if (before->first + before->second == offset) {
        offset = before->first;
        bytes += before->second;
        gaps_.erase(before);
      }
    }
    if (offset + bytes == end_) {
      end_ = offset;
    } else {
      gaps_.emplace(offset, bytes);
    }
  }

 private:
  std::map<std::size_t, std::size_t> gaps_;  // offset and size
  std::size_t end_ = 0;
};

/// In the order of the steps, each at the lowest place that is free when its life begins.
void place_by_time(std::span<Block*> blocks, std::size_t replicas) {
  std::vector<Block*> begins;
  for (Block* block : blocks) {
    if (block->first <= block->last) begins.push_back(block);
  }
  std::vector<Block*> ends = begins;
  std::ranges::stable_sort(begins, {}, [&](const Block* block) {
    return std::pair(block->first, ~extent_of(*block, replicas));  // of one step, largest first
  });
  std::ranges::stable_sort(ends, {}, &Block::last);
  Gaps shared;
  Gaps of_replica;
  const auto gaps = [&](const Block* block) -> Gaps& {
    return block->in_replica_part() ? of_replica : shared;
  };
  auto ended = ends.begin();
  for (Block* block : begins) {
    for (; (*ended)->last < block->first; ++ended) {
      gaps(*ended).give_back((*ended)->offset, extent_of(**ended, replicas));
    }
    block->offset = gaps(block).take(extent_of(*block, replicas));
  }
}

}  // namespace

Arena lay_out(std::span<Block*> blocks, std::size_t replicas, std::size_t steps) {
  if (blocks.size() > kManyBlocks) {
    place_by_time(blocks, replicas);
  } else {
    place_by_size(blocks, replicas);
  }
  Arena arena;
  for (const Block* block : blocks) {
    std::size_t& end = block->in_replica_part() ? arena.replica_bytes : arena.shared_bytes;
    end = std::max(end, block->offset + extent_of(*block, replicas));
  }
  arena.lower_bound = peak(blocks, replicas, steps);
  return arena;
}

}  // namespace ganglion::runtime

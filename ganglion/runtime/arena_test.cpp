#include "ganglion/runtime/arena.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "ganglion/core/rng.h"

namespace ganglion::runtime {
namespace {

std::size_t extent(const Block& block, std::size_t replicas) {
  const std::size_t bytes = block.spread ? block.bytes * replicas : block.bytes;
  return (bytes + 63) / 64 * 64;
}

/// Blocks of a chain there and back: what a step writes is read by the next, and again on the way
/// back.
std::vector<Block> chain(int steps, std::uint64_t seed) {
  std::vector<Block> blocks;
  for (int i = 0; i < steps; ++i) {
    const auto bits = philox(seed, 1, static_cast<std::uint64_t>(i));
    const bool kept = bits[0] % 3 != 0;
    blocks.push_back({.bytes = 1 + bits[1] % 1000,
                      .first = i,
                      .last = kept ? 2 * steps - i : i + 1,
                      .replicated = bits[2] % 2 == 0,
                      .spread = bits[3] % 4 == 0});
    blocks.push_back({.bytes = 64, .first = 2 * steps - i, .last = 2 * steps - i + 1});
  }
  blocks.push_back({.bytes = 10'000});  // never touched
  return blocks;
}

Arena laid_out(std::vector<Block>& blocks, std::size_t steps) {
  std::vector<Block*> pointers;
  for (Block& block : blocks) pointers.push_back(&block);
  return lay_out(pointers, 2, steps);
}

void expect_apart(const std::vector<Block>& blocks) {
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Block& a = blocks[i];
      const Block& b = blocks[j];
      if (a.first > b.last || b.first > a.last) continue;
      if (a.in_replica_part() != b.in_replica_part()) continue;
      ASSERT_TRUE(a.offset + extent(a, 2) <= b.offset || b.offset + extent(b, 2) <= a.offset);
    }
  }
}

TEST(Arena, BlocksAliveAtOnceLieApart) {
  for (const int steps : {3, 40, 500, 1500}) {
    std::vector<Block> blocks = chain(steps, static_cast<std::uint64_t>(steps));
    const Arena arena = laid_out(blocks, static_cast<std::size_t>(2 * steps + 2));
    expect_apart(blocks);
    const auto bytes = static_cast<double>(arena.shared_bytes + 2 * arena.replica_bytes);
    EXPECT_LE(bytes, 1.3 * static_cast<double>(arena.lower_bound) + 20'000) << steps;
  }
}

/// All pairs of so many blocks would take minutes.
TEST(Arena, TakesTimeInProportionToTheBlocks) {
  std::vector<Block> blocks = chain(200'000, 1);
  const Arena arena = laid_out(blocks, 400'002);
  EXPECT_GE(arena.shared_bytes + 2 * arena.replica_bytes, arena.lower_bound);
}

}  // namespace
}  // namespace ganglion::runtime

#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::io {

/// A block of elements that goes from one array to another.
struct Block {
  Shape extents;
  std::int64_t source = 0;  ///< where it begins in each array
  std::int64_t target = 0;
  std::vector<std::int64_t> from = {};  ///< steps along each axis
  std::vector<std::int64_t> to = {};
};

/// What a node copies of its input, for the ops that do nothing else: transpose, broadcast_to,
/// slice, and pad, which sets the rest to 0. Nothing for others.
std::optional<Block> copied_block(const Node& node);

/// What concat copies of each input.
std::vector<Block> joined_blocks(const Node& node);

}  // namespace ganglion::io

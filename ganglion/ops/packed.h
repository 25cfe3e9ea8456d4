#pragma once
#include <algorithm>
#include <cstdint>

#include "ganglion/graph/graph.h"

/// Products whose second factor lies in panels. Only the pass pack_factors makes them, for weights,
/// which are packed once and multiplied often.
namespace ganglion::ops {

/// A matrix of k x n numbers, cut into blocks of about 384 rows and each of them into panels of
/// `width` columns, which a product reads from the beginning to the end: a panel lies row by row,
/// panel follows panel, block follows block. Where the last panel has no column there are zeros.
struct PackedFactor {
  std::int64_t k, n, width;

  std::int64_t panels() const { return (n + width - 1) / width; }
  std::int64_t size() const { return panels() * width * k; }
  /// Rows of a block, but for the last one: equal to within one for each block.
  std::int64_t depth() const {
    constexpr std::int64_t kUsual = 384;
    const std::int64_t blocks = std::max<std::int64_t>(1, (k + kUsual / 2) / kUsual);
    return std::max<std::int64_t>(1, (k + blocks - 1) / blocks);
  }
  /// Where the element in row p and column j is.
  std::int64_t place(std::int64_t p, std::int64_t j) const {
    const std::int64_t block = p / depth() * depth();
    const std::int64_t rows = std::min(depth(), k - block);
    return block * panels() * width + (j / width * rows + p - block) * width + j % width;
  }
};

/// The second factor of `matmul`, packed: f32 [PackedFactor::size()].
extern const OpDef kPackFactor;
/// A product, + bias and activation like a fused_matmul, of a [m, k] and such a factor.
extern const OpDef kPackedMatmul;

/// Both of them for a matmul or fused_matmul, with its inputs in the graph that is made.
Value packed_matmul(const Node& matmul, std::vector<Value> inputs, std::int64_t width, bool shared);

/// The factor that a node of either makes or reads.
PackedFactor packed_factor_of(const Node& node);

}  // namespace ganglion::ops

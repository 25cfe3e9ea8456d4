#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/windows.h"

/// Convolution and pooling of values whose channels lie in blocks: [batch, channels / block,
/// spatial…, block], where plain ones are [batch, channels, spatial…]. A block is as many channels
/// as a vector holds, so that kernels read and write them as they lie. Only the pass block_channels
/// makes these ops.
namespace ganglion::ops {

/// The kernel of a convolution [filters, channels, spatial…] as [filters / block, channels / block,
/// spatial…, block of channels, block of filters], for channels that are not in blocks as
/// [filters / block, spatial…, channels, block of filters], flat.
extern const OpDef kBlockKernel;
/// A convolution, + bias and activation like a fused_conv, of such a kernel.
extern const OpDef kBlockedConv;
/// The largest and the mean of windows.
extern const OpDef kBlockedMaxPool;
extern const OpDef kBlockedAvgPool;

/// A value with its channels in blocks, and back.
Value to_blocks(Value plain, std::int64_t block);
Value from_blocks(Value blocked);

/// `conv` (a conv or fused_conv) of x, which may be in blocks or not, with its other inputs in the
/// graph that is made.
Value blocked_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block);
/// `pool` (max_pool or avg_pool) of x in blocks.
Value blocked_pool(const Node& pool, Value x);

/// What ops on blocks share: attributes of one made of a plain conv or pool (with a fused_conv's
/// activation), and the shape rule.
Attributes blocked_attributes(const Node& plain, std::int64_t block, bool blocked_input);
std::vector<TensorType> infer_blocked(const Node& node);

/// What a node of these reads: its windows, the block, and whether its input lies in blocks.
struct BlockedWindows {
  WindowGeometry geometry;
  std::int64_t block = 1;
  bool blocked_input = true;
  bool flat = false;  ///< one spatial axis: the columns
};
BlockedWindows blocked_windows_of(const Node& node);

}  // namespace ganglion::ops

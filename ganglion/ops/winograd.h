#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/packed.h"

/// Convolution by windows of 3x3 places, one place apart, in 16 products a tile of 2x2 results
/// instead of 36: F(2x2, 3x3) of Lavin and Gray, "Fast Algorithms for Convolutional Neural
/// Networks" (2015), section 4.1. Values lie in blocks of channels (ops/blocked.h). Only the pass
/// block_channels makes these ops.
namespace ganglion::ops {

/// The kernel g [filters, channels, 3, 3] as G g Gᵀ: for each of its 4x4 places a matrix [channels,
/// filters], packed; flat. With the attribute "turned", of the kernel turned by 180 degrees, its
/// channels and filters exchanged.
extern const OpDef kWinogradKernel;
/// The convolution, + bias and activation like a fused_conv, of such a kernel.
extern const OpDef kWinogradConv;

inline constexpr std::int64_t kWinogradPlaces = 16;

/// `conv` (a conv or fused_conv) of x in blocks, with its other inputs in the graph that is made.
/// `width`: of the panels of its factors.
Value winograd_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block,
                    std::int64_t width);

/// Whether a winograd_kernel turns its kernel.
bool turns_kernel(const Node& node);
/// The factor of each place that a node of either makes or reads.
PackedFactor winograd_factor_of(const Node& node);

}  // namespace ganglion::ops

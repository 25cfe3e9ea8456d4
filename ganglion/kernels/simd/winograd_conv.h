#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion::kernels::simd {

/// Whether a conv or fused_conv of channels in blocks takes less time by Winograd's tiles
/// (ops/winograd.h): one of 3x3 places with enough channels that products outweigh the sums around
/// them.
bool winograd_is_faster(const Node& conv, std::int64_t block);

}  // namespace ganglion::kernels::simd

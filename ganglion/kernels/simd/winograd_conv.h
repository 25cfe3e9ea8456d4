#pragma once
#include <cstdint>
#include <memory>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::simd {

/// Whether a conv or fused_conv of channels in blocks takes less time by Winograd's tiles
/// (ops/winograd.h): one of 3x3 places with enough channels that products outweigh the sums around
/// them.
bool winograd_is_faster(const Node& conv, std::int64_t block);

/// Of ops::kWinogradKernel.
std::unique_ptr<Kernel> make_winograd_kernel(const Node& node);

}  // namespace ganglion::kernels::simd

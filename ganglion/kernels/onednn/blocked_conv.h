#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion::kernels::onednn {

/// The channels of a block in which oneDNN computes this convolution (ops/blocked.h): as many as a
/// vector holds; 0 where it has no kernel for blocks.
std::int64_t channel_block(const Node& conv);

}  // namespace ganglion::kernels::onednn

#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion::kernels::onednn {

/// The channels of a block in which a conv, fused_conv or conv_input_gradient of row-major values
/// takes less time by Winograd's tiles, putting them into blocks and back included; 0: it doesn't.
std::int64_t tiled_block(const Node& conv);

}  // namespace ganglion::kernels::onednn

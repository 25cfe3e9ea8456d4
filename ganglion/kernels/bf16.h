#pragma once
#include "ganglion/graph/graph.h"

namespace ganglion::kernels {

/// Is there a fast kernel for this product that rounds its factors to bfloat16 itself? By the
/// processor, and by the size: small products gain nothing.
bool multiplies_bf16(const Node& node);

}  // namespace ganglion::kernels

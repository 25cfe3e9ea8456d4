#pragma once
#include "ganglion/io/weights.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// Whether a layer of it is quantised.
bool is_quantized(const nn::Network& network);

/// Kernels of quantised layers that lie on their grids, as bytes "dense/kernel" and the steps of
/// their grids, "dense/kernel_steps" (nn/quantized_kernel.h). Others stay as they are.
void to_bytes(const nn::Network& network, NamedTensors& weights);

/// Back to f32. Throws Error naming a kernel whose bytes or steps don't fit.
void from_bytes(const nn::Network& network, NamedTensors& weights);

}  // namespace ganglion::io

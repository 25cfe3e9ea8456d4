#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::onednn {

/// The kernel of a product that rounds its factors (ops::rounds_factors), by the processor's own
/// instructions for bfloat16. Each part of the product converts what it reads, some columns of the
/// second factor at a time, so that they are still in the cache when they are multiplied. Factors
/// below 1e-38 count as zero. Null where such products can't be made.
std::unique_ptr<Kernel> make_bf16_matmul(const Node& node);

}  // namespace ganglion::kernels::onednn

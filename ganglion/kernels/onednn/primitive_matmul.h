#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::onednn {

/// Does oneDNN's matmul primitive take the place of its sgemm for this product? Only with AVX-512.
/// Where the second factor is read transposed it is faster by a fifth (64 x 512 x 512) to two
/// thirds (64 x 4096 x 4096). Elsewhere it is as fast on average, and is made in less than a
/// millisecond, where the first sgemm of a process takes 23 to 30; very large ones are left to
/// sgemm.
bool suits_primitive(const Node& node);

/// The kernel of a product on oneDNN's matmul primitive. One that rounds its factors
/// (ops::rounds_factors) takes the processor's own instructions for bfloat16: each part of the
/// product converts what it reads, some columns of the second factor at a time, so that they are
/// still in the cache when they are multiplied. Factors below 1e-38 count as zero then. Null where
/// such products can't be made.
std::unique_ptr<Kernel> make_primitive_matmul(const Node& node);

}  // namespace ganglion::kernels::onednn

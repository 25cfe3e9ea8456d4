#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::onednn {

/// Is oneDNN's matmul primitive faster for this product than its sgemm? With AVX-512 it is by a
/// third where a second factor with long rows is read transposed (64 x 4096 x 4096).
bool suits_primitive(const Node& node);

/// The kernel of a product on oneDNN's matmul primitive. One that rounds its factors
/// (ops::rounds_factors) takes the processor's own instructions for bfloat16: each part of the
/// product converts what it reads, some columns of the second factor at a time, so that they are
/// still in the cache when they are multiplied. Factors below 1e-38 count as zero then. Null where
/// such products can't be made.
std::unique_ptr<Kernel> make_primitive_matmul(const Node& node);

}  // namespace ganglion::kernels::onednn

#pragma once
#include <memory>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels {

/// The kernel of ops::kMatmulUpdate: those of a product and of an element-wise program, in turns.
std::unique_ptr<Kernel> make_matmul_update(const Node& node, Choice choice);

}  // namespace ganglion::kernels

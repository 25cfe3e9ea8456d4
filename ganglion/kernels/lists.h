#pragma once
#include <span>

#include "ganglion/kernels/kernel.h"

/// The kernels of each family; table.cpp puts them in order.
namespace ganglion::kernels {
namespace onednn {
std::span<const Entry> list();
std::span<const Entry> conv_list();
}  // namespace onednn
namespace simd {
std::span<const Entry> list();
}
namespace reference {
std::span<const Entry> list();
}
}  // namespace ganglion::kernels

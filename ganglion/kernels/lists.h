#pragma once
#include <span>

#include "ganglion/kernels/kernel.h"

/// The kernels of each family; table.cpp puts them in order.
namespace ganglion::kernels {

/// See Entry.
struct Maker {
  const OpDef* op;
  std::unique_ptr<Kernel> (*make)(const Node& node);
};

namespace onednn {
std::span<const Maker> list();
std::span<const Maker> conv_list();
std::span<const Maker> blocked_list();
std::span<const Maker> batched_list();
}  // namespace onednn
namespace simd {
std::span<const Maker> list();
}
namespace reference {
std::span<const Maker> list();
}
}  // namespace ganglion::kernels

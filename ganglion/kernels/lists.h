#pragma once
#include <span>

#include "ganglion/kernels/kernel.h"

/// The kernels of each family; table.cpp puts them in order. Those that only training needs are in
/// lists of their own.
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
std::span<const Maker> tiled_list();
std::span<const Maker> batched_list();
std::span<const Maker> training_list();
}  // namespace onednn
namespace simd {
std::span<const Maker> list();
std::span<const Maker> training_list();
}  // namespace simd
namespace reference {
std::span<const Maker> list();
std::span<const Maker> training_list();
}  // namespace reference
}  // namespace ganglion::kernels

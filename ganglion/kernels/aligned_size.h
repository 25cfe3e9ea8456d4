#pragma once
#include <cstddef>

#include "ganglion/core/tensor.h"

namespace ganglion::kernels {

/// Bytes up to where the next array in a piece of memory may begin, such as a kernel's scratch
/// memory.
constexpr std::size_t aligned_size(std::size_t bytes) {
  return (bytes + Tensor::kAlignment - 1) / Tensor::kAlignment * Tensor::kAlignment;
}

}  // namespace ganglion::kernels

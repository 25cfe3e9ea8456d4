#pragma once
#include <cstring>

#include "ganglion/core/tensor.h"

namespace ganglion::support {

/// Whether shape, type and every bit are equal: NaN equals itself, -0 isn't 0.
inline bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         (a.bytes() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0);
}

}  // namespace ganglion::support

#pragma once
#include <algorithm>
#include <cstdint>

#include "ganglion/ops/windows.h"

namespace ganglion::kernels::simd {

/// The part of a window that lies in the input, along one axis.
struct Inside {
  std::int64_t begin, end;
  std::int64_t count() const { return end - begin; }
};

/// Of the window at output place `o`; without dilation, as pooling is.
inline Inside inside_of(const ops::WindowAxis& axis, std::int64_t o) {
  const std::int64_t first = o * axis.stride - axis.before;
  return {std::max<std::int64_t>(first, 0), std::min(first + axis.kernel, axis.input)};
}

}  // namespace ganglion::kernels::simd

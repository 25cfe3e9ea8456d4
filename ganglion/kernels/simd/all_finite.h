#pragma once
#include <span>

namespace ganglion::kernels::simd {

/// Is none of the values NaN or infinite? At the speed of memory.
bool all_finite(std::span<const float> values);

}  // namespace ganglion::kernels::simd

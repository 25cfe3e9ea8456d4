#pragma once
#include <cstddef>

namespace ganglion::kernels::simd {

/// Sums and maxima of f32, for the best instruction set of this machine. Sums are taken in double,
/// in an order that only the lengths decide.
struct Sums {
  double (*row)(const float* src, std::size_t n);
  /// dst[j] = the sum over i of src[i * stride + j], for j < columns.
  void (*columns)(const float* src, float* dst, std::size_t rows, std::size_t stride,
                  std::size_t columns);
  float (*row_max)(const float* src, std::size_t n);
};

Sums sums();

}  // namespace ganglion::kernels::simd

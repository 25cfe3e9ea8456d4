#pragma once
#include <cstddef>

namespace ganglion::kernels::simd {

/// Max pooling of two rows by windows of 2x2 that lie side by side, for the best instruction set of
/// this machine. A NaN is larger than any number.
struct PoolHalves {
  /// y[o] = the largest of top[2o], top[2o + 1], bottom[2o], bottom[2o + 1], for o < n.
  void (*largest)(const float* top, const float* bottom, float* y, std::size_t n);
  /// Its derivative: the first of the four (in that order) that is the largest gets dy[o], the
  /// others 0.
  void (*gradient)(const float* top, const float* bottom, const float* dy, float* dtop,
                   float* dbottom, std::size_t n);
};

PoolHalves pool_halves();

}  // namespace ganglion::kernels::simd

#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/ops/packed.h"

namespace ganglion::kernels::simd {

/// The columns of a panel of a packed factor on this processor: two vectors.
std::int64_t packed_width();

/// Packs a row-major matrix, k x n (or n x k, if `transposed`).
void pack(const ops::PackedFactor& factor, const float* from, bool transposed, float* to);

/// c = a · b (+ bias) with b packed, on one thread: a is m x k, c is m x n, both row-major.
///
/// Each element is a sum in the order of k, in the factor's blocks, which are added one after
/// another: its bits depend neither on m nor on which rows and panels are computed together.
class PackedProduct {
 public:
  PackedProduct(std::int64_t m, const ops::PackedFactor& b);

  struct Memory {
    const float* a;
    const float* b;
    const float* bias;  ///< [n], or null
    float* c;
    void* scratch;  ///< scratch_bytes() bytes
  };
  std::size_t scratch_bytes() const;
  /// The columns of some panels: [first, last).
  void run(const Memory& memory, std::int64_t first, std::int64_t last) const;

 private:
  std::int64_t rows_at_once() const;

  std::int64_t m_;
  ops::PackedFactor b_;
  bool copies_;  ///< rows of a, to where they don't meet in one set of the caches
};

}  // namespace ganglion::kernels::simd

#pragma once
#include <cstddef>
#include <cstdint>

namespace ganglion::kernels::simd {

/// Functions over `rows` rows of `columns` numbers, one after another in memory.
struct SoftmaxRows {
  void (*softmax)(const float* src, float* dst, std::size_t rows, std::size_t columns);
  void (*log_softmax)(const float* src, float* dst, std::size_t rows, std::size_t columns);
};

/// dst[i] = -log softmax(row i)[labels[i]]; infinite for a label outside the row.
using CrossEntropyRows = void (*)(const float* src, const std::int32_t* labels, float* dst,
                                  std::size_t rows, std::size_t columns);

/// For the best instruction set of this machine. Apart, as predictions need no losses.
SoftmaxRows softmax_rows();
CrossEntropyRows cross_entropy_rows();

}  // namespace ganglion::kernels::simd

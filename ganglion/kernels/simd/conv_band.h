#pragma once
#include <cstdint>

#include "ganglion/ops/blocked.h"

namespace ganglion::kernels::simd {

/// A copy of the rows of an image that some rows of a convolution's result see, with the zeros
/// around the image, so that no window has an edge. Channels lie beside each other as in the
/// input's blocks; the few of a first convolution, which are not in blocks, all together.
class ConvBand {
 public:
  /// For at most `rows` rows of the result, and `columns` columns, which may be more than it has.
  ConvBand(const ops::BlockedWindows& windows, std::int64_t rows, std::int64_t columns);

  std::int64_t together() const { return together_; }  ///< channels beside each other
  std::int64_t groups() const { return groups_; }      ///< of such channels
  /// Numbers from row to row, from group to group, and of all groups.
  std::int64_t row() const { return width_ * together_; }
  std::int64_t group() const { return high_ * row(); }
  std::int64_t size() const { return group() * groups_; }

  /// What rows [first, first + rows) of the result see.
  void copy(const float* image, std::int64_t first, std::int64_t rows, float* to) const;

 private:
  void copy_row(const float* image, std::int64_t k, std::int64_t row, float* to) const;

  ops::WindowGeometry g_;
  bool blocked_;
  std::int64_t together_, groups_;
  std::int64_t width_, high_;  ///< places
};

/// The places of the input that a window reaches over.
std::int64_t window_reach(const ops::WindowAxis& axis);

}  // namespace ganglion::kernels::simd

#include "ganglion/kernels/simd/conv_band.h"

#include <algorithm>
#include <cstring>

namespace ganglion::kernels::simd {

std::int64_t window_reach(const ops::WindowAxis& axis) {
  return (axis.kernel - 1) * axis.dilation + 1;
}

ConvBand::ConvBand(const ops::BlockedWindows& windows, std::int64_t rows, std::int64_t columns)
    : g_(windows.geometry),
      blocked_(windows.blocked_input),
      together_(blocked_ ? windows.block : g_.channels),
      groups_(g_.channels / together_),
      width_(std::max((columns - 1) * g_.columns.stride + window_reach(g_.columns),
                      g_.columns.before + g_.columns.input)),
      high_((rows - 1) * g_.rows.stride + window_reach(g_.rows)) {}

void ConvBand::copy(const float* image, std::int64_t first, std::int64_t rows, float* to) const {
  const std::int64_t top = first * g_.rows.stride - g_.rows.before;
  const std::int64_t seen = (rows - 1) * g_.rows.stride + window_reach(g_.rows);
  for (std::int64_t k = 0; k < groups_; ++k) {
    for (std::int64_t i = 0; i < seen; ++i)
      copy_row(image, k, top + i, to + k * group() + i * row());
  }
}

void ConvBand::copy_row(const float* image, std::int64_t k, std::int64_t row, float* to) const {
  float* const end = to + this->row();
  if (row < 0 || row >= g_.rows.input) return std::fill(to, end, 0.0F);
  const std::int64_t columns = g_.columns.input;
  float* const middle = to + g_.columns.before * together_;
  std::fill(to, middle, 0.0F);
  if (blocked_ || together_ == 1) {
    std::memcpy(middle, image + (k * g_.rows.input + row) * columns * together_,
                static_cast<std::size_t>(columns * together_) * sizeof(float));
  } else {
    for (std::int64_t c = 0; c < together_; ++c) {
      const float* from = image + (c * g_.rows.input + row) * columns;
      for (std::int64_t i = 0; i < columns; ++i) middle[i * together_ + c] = from[i];
    }
  }
  std::fill(middle + columns * together_, end, 0.0F);
}

}  // namespace ganglion::kernels::simd

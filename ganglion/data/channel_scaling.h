#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/row_source.h"

namespace ganglion::data {

/// How samples [rows, channels, …] become what a network sees: (x - mean) / std, where the
/// channel is axis 1. Bytes are kept as they are and scaled when a batch is made, which takes a
/// quarter of the memory of floats.
struct ChannelScaling {
  std::vector<double> mean = {};
  std::vector<double> std = {};  ///< none is 0

  friend bool operator==(const ChannelScaling&, const ChannelScaling&) = default;
};

/// Mean and standard deviation (of the population) of each channel over all rows; 1 for the
/// deviation of a channel that never changes. `samples` is u8 or f32.
ChannelScaling channel_scaling(const Tensor& samples);
/// The same numbers from samples that are out of memory.
ChannelScaling channel_scaling(const RowSource& samples);

/// Scales u8 samples, each of the same number of bytes, to floats; `to` has room for them.
void scale_bytes(std::span<const std::uint8_t> samples, std::size_t sample_bytes,
                 const ChannelScaling& scaling, float* to);

/// Copies rows of u8 samples, scaled to floats, to `destination`, which has room for them.
/// Throws Error for an index out of range.
void gather_scaled(const Tensor& samples, std::span<const std::int64_t> rows,
                   const ChannelScaling& scaling, float* destination);

/// All rows of u8 or f32 samples as floats, scaled.
Tensor scaled(const Tensor& samples, const ChannelScaling& scaling);

/// Rows of f32 samples that are out of memory, scaled as they are read.
class ScaledRows : public RowSource {
 public:
  ScaledRows(std::shared_ptr<const RowSource> samples, ChannelScaling scaling);
  void read(std::span<const std::int64_t> rows, void* to) const override;

 private:
  std::shared_ptr<const RowSource> samples_;
  ChannelScaling scaling_;
};

}  // namespace ganglion::data

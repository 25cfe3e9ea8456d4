#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/row_source.h"
#include "ganglion/data/spectrogram_form.h"

namespace ganglion::data {

/// What one row of an array is.
enum class SampleKind : std::uint8_t {
  image,        ///< [channels, height, width]
  signal,       ///< [channels, length]
  spectrogram,  ///< of a recording: [1, bands, frames] in dB, the highest band first
};

/// "image", "signal" or "spectrogram".
std::string_view name_of(SampleKind kind);
/// Throws Error for another name.
SampleKind sample_kind_named(std::string_view name);

/// "28x28, greyscale" or "32x32, 3 channels" for images, "6 channels of 100" for signals, "40 bands
/// x 98 frames" for spectrograms.
std::string described(SampleKind kind, const Shape& shape);

/// What the numbers of samples mean, where their files say so.
struct SampleUnits {
  std::int64_t bits = 8;      ///< images: 16 where white is 65535
  std::int64_t rate = 0;      ///< signals and spectrograms: values a second; 0: unknown
  SpectrogramForm form = {};  ///< spectrograms: how they were made
  /// Names of the columns of a table that were their numbers, in order; empty where there were
  /// none.
  std::vector<std::string> columns = {};
};

/// Images, signals or spectrograms, one a row, all of one shape, in memory or read whenever they
/// are needed. Copies and selections of rows share the numbers, which never change.
class Samples {
 public:
  /// None.
  Samples() = default;
  /// `values`: [rows, channels, height, width] or, of signals, [rows, channels, length]; u8 or f32.
  /// Throws Error for another rank or type.
  Samples(SampleKind kind, Tensor values);
  /// The same shapes and types, out of memory.
  Samples(SampleKind kind, std::shared_ptr<const RowSource> source);

  bool empty() const { return values_ == nullptr && source_ == nullptr; }
  SampleKind kind() const { return kind_; }
  DType dtype() const { return source_ ? source_->dtype() : values_->dtype(); }
  /// Of one row: [channels, height, width] or [channels, length].
  Shape shape() const;
  std::int64_t rows() const { return static_cast<std::int64_t>(order_.size()); }
  const SampleUnits& units() const { return units_; }
  /// The same samples, of which more is known.
  Samples with_units(const SampleUnits& units) const;
  /// The given rows, in that order; each must be in [0, rows()).
  Samples rows(std::span<const std::int64_t> indices) const;
  /// The numbers, [rows, …]: those that are out of memory are read.
  Tensor tensor() const;
  /// These rows, where they are out of memory, else null.
  std::shared_ptr<const RowSource> source() const;

 private:
  void start(bool numbers, DType dtype, const Shape& shape);

  SampleKind kind_ = SampleKind::image;
  SampleUnits units_;
  std::shared_ptr<const Tensor> values_;     // or…
  std::shared_ptr<const RowSource> source_;  // …this
  std::vector<std::int64_t> order_;          // which row of them each row is
};

}  // namespace ganglion::data

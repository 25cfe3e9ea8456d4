#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/data/dataset.h"

namespace ganglion::train {

/// The rows of a data set in double, part by part: in memory, as bytes, or in a file.
class FeatureRows {
 public:
  explicit FeatureRows(const data::Dataset& data)
      : data_(data),
        rows_(data.rows()),
        width_(rows_ == 0 ? 0 : data.feature_shape().size() / rows_) {}

  std::int64_t rows() const { return rows_; }
  std::int64_t width() const { return width_; }

  /// Sums are made part by part and then in the order of the parts: the same for any threads.
  static constexpr std::int64_t kParts = 16;
  std::int64_t first(std::int64_t part) const { return rows_ * part / kParts; }

  /// see(row, features) for the rows of a part.
  template <class See>
  void each(std::int64_t part, const See& see) const {
    constexpr std::int64_t kBlockValues = 1 << 16;  // 256 kB: large images are few at a time
    const std::int64_t block_rows =
        std::clamp<std::int64_t>(kBlockValues / std::max<std::int64_t>(width_, 1), 1, 256);
    std::vector<double> row(static_cast<std::size_t>(width_));
    for (std::int64_t from = first(part); from < first(part + 1); from += block_rows) {
      const std::int64_t to = std::min(from + block_rows, first(part + 1));
      Tensor block;
      std::span<const float> values = block_values(from, to, block);
      for (std::int64_t i = from; i < to;
           ++i, values = values.subspan(static_cast<std::size_t>(width_))) {
        std::copy_n(values.begin(), row.size(), row.begin());
        see(i, std::span<const double>(row));
      }
    }
  }

 private:
  std::span<const float> block_values(std::int64_t from, std::int64_t to, Tensor& block) const;

  const data::Dataset& data_;
  std::int64_t rows_;
  std::int64_t width_;
};

}  // namespace ganglion::train

#include "ganglion/train/evaluate/feature_rows.h"

#include <utility>

#include "ganglion/data/channel_scaling.h"
#include "ganglion/data/row_source.h"

namespace ganglion::train {

std::span<const float> FeatureRows::block_values(std::int64_t from, std::int64_t to,
                                                 Tensor& block) const {
  if (!data_.stored && !data_.scaling) {
    return data_.features.values<float>().subspan(static_cast<std::size_t>(from * width_),
                                                  static_cast<std::size_t>((to - from) * width_));
  }
  const std::vector<std::int64_t> rows = data::row_range(from, to);
  block = data_.stored ? data_.stored->rows(rows) : data_.features.rows(rows);
  if (data_.scaling) block = data::scaled(block, *data_.scaling);
  return std::as_const(block).values<float>();
}

}  // namespace ganglion::train

#pragma once
#include "ganglion/core/rng.h"
#include "ganglion/train/model.h"

namespace ganglion::support {

/// Rows of 4 features in 3 classes, one cloud each.
inline data::Dataset blobs(std::int64_t rows, double distance = 3.0, std::uint64_t stream = 1) {
  data::Dataset data;
  data.features = Tensor(Shape{rows, 4});
  data.targets = Tensor(Shape{rows}, DType::i32);
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto label = static_cast<std::int32_t>(i % 3);
    data.targets.values<std::int32_t>()[static_cast<std::size_t>(i)] = label;
    for (std::int64_t j = 0; j < 4; ++j) {
      const auto at = static_cast<std::uint64_t>(i * 4 + j);
      data.features.values<float>()[at] = static_cast<float>(
          random_normal(3, stream, at) + distance * static_cast<double>(j == label));
    }
  }
  return data;
}

}  // namespace ganglion::support

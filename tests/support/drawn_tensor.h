#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/core/rng.h"
#include "ganglion/core/tensor.h"

namespace ganglion::support {

/// f32, standard normal numbers, others for each stream.
inline Tensor drawn_tensor(const Shape& shape, std::uint64_t stream) {
  Tensor tensor(shape);
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(1, stream, i));
  }
  return tensor;
}

}  // namespace ganglion::support

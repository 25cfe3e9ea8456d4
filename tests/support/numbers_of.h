#pragma once
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/column_numbers.h"

namespace ganglion::support {

/// All elements, of whatever type, in order.
inline std::vector<double> numbers_of(const Tensor& tensor) {
  const Tensor wide = tensor.cast(DType::f64);
  const auto values = wide.values<double>();
  return {values.begin(), values.end()};
}

}  // namespace ganglion::support

#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion::ops {

/// The k largest elements along the last axis, [..., k], the largest first.
struct TopK {
  Value values;   ///< differentiable: each derivative goes to the element that was taken
  Value indices;  ///< where they stand: i32; of equal ones the first comes first
};

/// Takes a pass over x for each of the k; with the extent of the axis for k it sorts. Throws Error
/// for a k below 1 or above the extent, and for a scalar.
TopK top_k(Value x, std::int64_t k);

}  // namespace ganglion::ops

#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion::ops {

/// How often a node multiplies two numbers and adds the product to a sum: m k n for a product of
/// matrices [m, k] and [k, n]; for a convolution, and both of its derivatives, the places of its
/// result times the numbers in a window, those in the padding too. 0 for every other op.
std::int64_t multiply_adds(const Node& node);

}  // namespace ganglion::ops

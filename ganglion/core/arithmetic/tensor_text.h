#pragma once
#include <iosfwd>
#include <string>

#include "ganglion/core/tensor.h"

namespace ganglion {

/// The elements as people read them, in brackets for each axis, f32 and f64 with `digits`
/// significant digits: "[[0.5, 1], [2, 3]]", rows of matrices on lines of their own. Of an axis
/// with more than eight entries the first and last three, as soon as there are more than 200
/// elements.
std::string to_string(const Tensor& x, int digits = 5);
/// The same to a stream, and a shape: "[2, 3]".
std::ostream& operator<<(std::ostream& out, const Tensor& x);
std::ostream& operator<<(std::ostream& out, const Shape& shape);

}  // namespace ganglion

#pragma once
#include "ganglion/core/tensor.h"
#include "ganglion/graph/attributes.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// Attributes as a JSON object, and back to equal ones. Flags, numbers, texts and lists are what
/// they look like (1 is an integer, 1.0 a number). What JSON cannot tell apart is wrapped:
/// {"number": "inf"}, {"numbers": []} for a list of numbers that is empty or has a value that is
/// not finite, {"tensor": {"dtype", "shape", "values"}}.
Json to_json(const Attributes& attributes);
/// Throws Error naming the attribute for anything to_json does not write.
Attributes attributes_from_json(const Json& json);

/// {"dtype": "f32", "shape": [2, 2], "values": [1.0, 2.0, 3.0, 4.0]}: for small tensors.
Json to_json(const Tensor& tensor);
Tensor tensor_from_json(const Json& json);

/// A list of extents. from_json throws Error for anything else.
Json to_json(const Shape& shape);
Shape shape_from_json(const Json& json);

}  // namespace ganglion::io

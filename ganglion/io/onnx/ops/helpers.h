#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/io/onnx/call.h"

/// What the ops of several families need.
namespace ganglion::io::onnx {

/// The second operand of an op that broadcasts as it did before opset 7: attribute `broadcast`, and
/// `axis`, at which the shape of the second lies within that of the first.
Value old_broadcast(const Call& call, Value a, Value b);

/// An axis of the value, from -rank to rank - 1, as one from 0 on. Throws Error for others.
int to_axis(const Call& call, std::int64_t axis, int rank);
/// The same for a list, sorted. Throws Error for one that is named twice.
std::vector<int> to_axes(const Call& call, const std::vector<std::int64_t>& axes, int rank);

/// Entries of an axis by constant indices from 0 on; they may repeat and go backwards.
Value take(Value x, int axis, const std::vector<std::int64_t>& indices);

/// The value with the axis moved to another place.
Value move_axis(Value x, int from, int to);

/// Extents as a shape.
Shape to_shape(const std::vector<std::int64_t>& extents);

/// [1, n, 1, …] of rank `rank`: what acts on the channels of an image.
Value by_channel(Value x, int rank);

/// Whether two numbers are equal, 1 or 0, in f32 as bool is held; and a > b.
Value is_equal(Value a, Value b);
Value is_greater(Value a, Value b);

/// x rounded down.
Value rounded_down(Value x);

/// Host numbers as a constant of the graph, in a floating type.
Value constant_like(Value like, const Shape& shape, const std::vector<double>& numbers);

}  // namespace ganglion::io::onnx

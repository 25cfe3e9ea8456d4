#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/nn/layer.h"

/// Layers that together do to a row what other systems have an op for.
namespace ganglion::io {

/// Entries of one axis of a row, from `start` on, given in the shape `wanted`: none where the row
/// is that already.
std::vector<nn::Layer> layers_that_cut(const Shape& row, int axis, std::int64_t start,
                                       std::int64_t count, const Shape& wanted);

enum class Reduction : std::uint8_t { mean, sum, largest };

/// Mean, sum or largest over the axes of a row that are marked, given in the shape `wanted`.
std::vector<nn::Layer> layers_that_reduce(const Shape& row, const std::vector<bool>& axes,
                                          Reduction reduction, const Shape& wanted);

/// An activation over the last axis, such as softmax, over any axis of a row.
std::vector<nn::Layer> layers_over_axis(nn::Activation activation, const Shape& row, int axis);

/// The axes of a row with one of them exchanged for the last, from 1 on as a permute wants them.
std::vector<std::int64_t> order_with_last(int rank, int axis);

}  // namespace ganglion::io

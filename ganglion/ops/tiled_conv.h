#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/graph/graph.h"

/// Convolutions by Winograd's tiles (ops/winograd.h) of values that lie row-major, as those of
/// training do. Only the pass tile_convs makes them.
namespace ganglion::ops {

/// Inputs: x [batch, channels, rows, columns], the kernel as a winograd_kernel, and a bias, if
/// there is one. Attributes: those of a winograd_conv.
extern const OpDef kTiledConv;

/// Zeros around the derivative of a convolution of 3x3 windows when its input's derivative is
/// computed as a convolution with the turned kernel: what is missing of two.
inline constexpr std::int64_t kMostPadding = 2;

/// `conv` (a conv, fused_conv or conv_input_gradient) with its inputs in the graph that is made.
/// The derivative by the input is the convolution of dy with the kernel turned by 180 degrees, its
/// channels and filters exchanged.
Value tiled_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block,
                 std::int64_t width);

/// The winograd_conv of so many examples of a tiled_conv, in `graph`.
const Node& part_of_tiled(const Node& tiled, std::int64_t examples, Graph& graph);

}  // namespace ganglion::ops

#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/ops/ops.h"

/// What convolution and pooling share: windows that step over the spatial axes of
/// [batch, channels, spatial…].
namespace ganglion::ops {

/// One spatial axis under windows. Output place o reads input places
/// o * stride + k * dilation - before, for k in [0, kernel).
struct WindowAxis {
  std::int64_t input = 1;
  std::int64_t output = 1;
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t before = 0;  ///< zeros in front of the input
  std::int64_t after = 0;   ///< and behind it
};

/// Extents of a node over two spatial axes, for kernels; where there is one, it is the columns, and
/// the rows have extent 1. The fields are those of the forward op, whichever derivative asks.
struct WindowGeometry {
  std::int64_t batch = 0;
  std::int64_t channels = 0;  ///< of the input
  std::int64_t filters = 0;   ///< channels of the output
  std::int64_t groups = 1;
  WindowAxis rows;
  WindowAxis columns;
};

/// Of any convolution or pooling node that passed its shape rule.
WindowGeometry geometry_of(const Node& node);

/// The options that a node was built with.
ConvOptions conv_options(const Node& node);
PoolOptions pool_options(const Node& node);

/// Shape rules and builders of these ops.
namespace windows {

/// The options as attributes, defaults written out for each of `axes` axes.
Attributes attributes_of(const ConvOptions& options, int axes);
Attributes attributes_of(const PoolOptions& options);

/// Extents of the axes behind the first two.
std::vector<std::int64_t> spatial(const Shape& shape);
/// [first, second, spatial…].
Shape with_spatial(std::int64_t first, std::int64_t second, std::span<const std::int64_t> spatial);

/// Refuses the node unless the shape has a batch, channels, and one or two spatial axes.
/// `what` says which input it is.
void check_rank(const Node& node, const Shape& shape, std::string_view what);

/// The spatial extents after the windows. Refuses the node for settings that fit no window: a
/// stride or dilation of 0, negative padding, a wrong number of values, a window that is larger
/// than the padded input.
std::vector<std::int64_t> output_extents(const Node& node, std::span<const std::int64_t> input,
                                         std::span<const std::int64_t> kernel);

/// Refuses unless groups divide the channels and filters, and the kernel [filters, channels /
/// groups, …] has the right second extent.
void check_groups(const Node& node, std::int64_t channels, std::int64_t filters,
                  std::int64_t kernel_channels);

/// The shape rule of a convolution with `inputs` operands, the input and the kernel first.
std::vector<TensorType> infer_conv(const Node& node, std::size_t inputs);

/// What the shape rules of the pooling ops share: the type of the pooled input[0].
TensorType pooled_type(const Node& node, const TensorType& x);

/// Rows of inputs[0] stay rows of the result; inputs[1], the kernel, is needed whole.
std::optional<Placement> place_by_kernel(const Node& node, std::span<Placement> inputs);

}  // namespace windows
}  // namespace ganglion::ops

#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/nn/activation.h"
#include "ganglion/nn/graph_builder.h"
#include "ganglion/ops/ops.h"

/// What the layers share that work on [batch, channels, length] and [batch, channels, height,
/// width].
namespace ganglion::nn {

/// Throws Error unless x is floating with channels and `axes` spatial axes (0: one or two).
void check_spatial(const GraphBuilder& builder, Value x, int axes);

/// Throws Error unless there are filters, and `groups` divides them and the channels of x.
void check_filters(const GraphBuilder& builder, Value x, std::int64_t filters, std::int64_t groups);

/// Extents behind batch and channels.
std::vector<std::int64_t> spatial_extents(const Shape& shape);
/// The shape with other extents there.
Shape with_extents(const Shape& shape, std::span<const std::int64_t> extents);

/// One value for each spatial axis of x; a single one counts for all of them. Throws Error, naming
/// the setting `what`, for another number of values and for one below `lowest`.
std::vector<std::int64_t> per_axis(const GraphBuilder& builder, std::string_view what,
                                   const std::vector<std::int64_t>& values, Value x,
                                   std::int64_t lowest);

/// How windows step, one value for each axis.
struct WindowSettings {
  std::vector<std::int64_t> kernel, strides, dilations;

  /// Elements that the window spans on an axis: dilation * (kernel - 1) + 1.
  std::int64_t reach(std::size_t axis) const { return dilations[axis] * (kernel[axis] - 1) + 1; }
};

/// Elements added in front of and behind each axis.
struct Pads {
  std::vector<std::int64_t> before, after;
};

/// The padding that a text asks for. "valid": none. "same": as much as makes ceil(extent / stride)
/// windows, the odd one behind. "causal", for signals: all in front, so that no window sees what
/// comes after its last element. "1", "1x2": so many on both sides of each axis. Throws Error for
/// another text, and for windows that don't fit.
Pads pads_of(const GraphBuilder& builder, std::string_view padding, Value x,
             const WindowSettings& window);
/// The same for windows over `extents`, without looking whether they fit.
Pads pads_over(const GraphBuilder& builder, std::string_view padding,
               std::span<const std::int64_t> extents, const WindowSettings& window);

/// A vector [channels] so that it broadcasts over the spatial axes of a tensor of that rank.
Value per_channel(Value vector, int rank);

/// z + bias [channels], if use_bias, and the activation. Refuses softmax, which works over the last
/// axis and not over the channels.
Value finished(GraphBuilder& builder, Value z, bool use_bias, const Initializer& bias_initializer,
               Activation activation);

/// "3x3".
std::string extents_text(std::span<const std::int64_t> extents);

}  // namespace ganglion::nn

#include "ganglion/nn/layers/spatial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "ganglion/nn/layers/layer_parts.h"

namespace ganglion::nn {
namespace {

std::string_view wanted_shape(int axes) {
  if (axes == 1) return "[None, channels, length]";
  if (axes == 2) return "[None, channels, height, width]";
  return "[None, channels, length] or [None, channels, height, width]";
}

/// "2" and "1x2" as numbers.
std::optional<std::vector<std::int64_t>> numbers_of(std::string_view text) {
  std::vector<std::int64_t> result;
  const char* at = text.data();
  const char* end = at + text.size();
  while (true) {
    std::int32_t value = 0;
    const auto [stop, fault] = std::from_chars(at, end, value);
    if (fault != std::errc{} || value < 0) return std::nullopt;
    result.push_back(value);
    if (stop == end) return result;
    if (*stop != 'x') return std::nullopt;
    at = stop + 1;
  }
}

/// An image with its channels last, as Keras has them: 32 x 32 x 3, read from the input. Where 32
/// channels of 32 x 3 pixels are meant, a Reshape and back in front says so.
bool has_channels_last(Value x) {
  const Shape& shape = x.shape();
  if (x.producer().op != &kInput || shape.rank() != 4) return false;
  const bool colours = shape[3] == 1 || shape[3] == 3 || shape[3] == 4;
  return colours && shape[1] == shape[2] && shape[1] > 4;
}

void check_order(const GraphBuilder& builder, Value x) {
  if (!has_channels_last(x)) return;
  const Shape& shape = x.shape();
  builder.refuse(
      fmt::format("the input {0} has {1} channels of {1} x {2} pixels, as channels come first; "
                  "write Input({{{2}, "
                  "{1}, {1}}}) and give images so; if that is meant, put Reshape{{{{-1}}}} and "
                  "Reshape{{{{{1}, {1}, {2}}}}} in front",
                  batch_shape_text(shape), shape[1], shape[3]));
}

}  // namespace

void check_spatial(const GraphBuilder& builder, Value x, int axes) {
  const int rank = x.shape().rank();
  if (axes == 0 ? rank != 3 && rank != 4 : rank != axes + 2) {
    builder.refuse(fmt::format(
        "needs an input {}, got {}; give the Input that shape, or put a Reshape in "
        "front (\"reshape {}\")",
        wanted_shape(axes), batch_shape_text(x.shape()), axes == 1 ? "1x128" : "3x32x32"));
  }
  check_floating(builder, x, 3, wanted_shape(axes));
  check_order(builder, x);
}

void check_filters(const GraphBuilder& builder, Value x, std::int64_t filters,
                   std::int64_t groups) {
  const std::int64_t channels = x.shape()[1];
  if (filters < 1) builder.refuse(fmt::format("filters = {} must be at least 1", filters));
  if (groups < 1 || channels % groups != 0 || filters % groups != 0) {
    builder.refuse(fmt::format("groups = {} must divide the {} channels of {} and the {} filters",
                               groups, channels, batch_shape_text(x.shape()), filters));
  }
}

std::vector<std::int64_t> spatial_extents(const Shape& shape) {
  return {shape.begin() + 2, shape.end()};
}

Shape with_extents(const Shape& shape, std::span<const std::int64_t> extents) {
  std::vector<std::int64_t> dims = {shape[0], shape[1]};
  dims.insert(dims.end(), extents.begin(), extents.end());
  return Shape{std::span<const std::int64_t>(dims)};
}

std::vector<std::int64_t> per_axis(const GraphBuilder& builder, std::string_view what,
                                   const std::vector<std::int64_t>& values, Value x,
                                   std::int64_t lowest) {
  const auto axes = static_cast<std::size_t>(x.shape().rank() - 2);
  if (values.size() != axes && values.size() != 1) {
    builder.refuse(fmt::format("{} = {} must be one number or {}, one for each spatial axis of {}",
                               what, extents_text(values), axes, batch_shape_text(x.shape())));
  }
  for (const std::int64_t value : values) {
    if (value >= lowest && value <= std::numeric_limits<std::int32_t>::max()) continue;
    builder.refuse(fmt::format("{} = {} must be at least {}, and below 2^31", what,
                               extents_text(values), lowest));
  }
  return values.size() == axes ? values : std::vector<std::int64_t>(axes, values[0]);
}

Pads pads_over(const GraphBuilder& builder, std::string_view padding,
               std::span<const std::int64_t> extents, const WindowSettings& window) {
  Pads pads;
  const std::size_t axes = extents.size();
  if (padding == "causal" && axes != 1) {
    builder.refuse("padding = causal is for signals, which have one spatial axis; use same");
  }
  const bool named = padding == "valid" || padding == "same" || padding == "causal";
  const auto numbers = named ? std::vector<std::int64_t>{} : numbers_of(padding);
  if (!numbers || (!named && numbers->size() != 1 && numbers->size() != axes)) {
    builder.refuse(
        fmt::format("padding = {} must be valid, same, causal, or one number for each "
                    "spatial axis (\"{}\")",
                    padding, axes == 1 ? "1" : "1x1"));
  }
  for (std::size_t axis = 0; axis < axes; ++axis) {
    std::int64_t before = 0;
    std::int64_t after = 0;
    if (padding == "same") {
      const std::int64_t stride = window.strides[axis];
      const std::int64_t places = (extents[axis] + stride - 1) / stride;
      const std::int64_t missing = (places - 1) * stride + window.reach(axis) - extents[axis];
      before = std::max<std::int64_t>(missing, 0) / 2;
      after = std::max<std::int64_t>(missing, 0) - before;
    } else if (padding == "causal") {
      before = window.reach(axis) - 1;
    } else if (!named) {
      before = after = numbers->size() == 1 ? numbers->front() : (*numbers)[axis];
    }
    pads.before.push_back(before);
    pads.after.push_back(after);
  }
  return pads;
}

Pads pads_of(const GraphBuilder& builder, std::string_view padding, Value x,
             const WindowSettings& window) {
  const std::vector<std::int64_t> extents = spatial_extents(x.shape());
  Pads pads = pads_over(builder, padding, extents, window);
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    const std::int64_t padded = extents[axis] + pads.before[axis] + pads.after[axis];
    if (window.reach(axis) <= padded) continue;
    const bool spread = window.reach(axis) > window.kernel[axis];
    builder.refuse(
        fmt::format("a window of {}{} is larger than {}; use a smaller one, or padding=same",
                    extents_text(window.kernel),
                    spread ? fmt::format(" with dilation {}", extents_text(window.dilations)) : "",
                    batch_shape_text(x.shape())));
  }
  return pads;
}

Value per_channel(Value vector, int rank) {
  std::vector<std::int64_t> dims(static_cast<std::size_t>(rank - 1), 1);
  dims[0] = vector.shape().size();
  return ops::reshape(vector, Shape{std::span<const std::int64_t>(dims)});
}

Value finished(GraphBuilder& builder, Value z, bool use_bias, const Initializer& bias_initializer,
               Activation activation) {
  if (is_over_last_axis(activation)) {
    builder.refuse(
        fmt::format("{} works over the last axis, not over the channels; put it behind a "
                    "Flatten or a dense layer",
                    name_of(activation)));
  }
  if (use_bias) {
    const Value bias = builder.parameter("bias", {z.shape()[1]}, bias_initializer);
    z = z + per_channel(bias, z.shape().rank());
  }
  return apply(activation, z);
}

std::string extents_text(std::span<const std::int64_t> extents) {
  return fmt::format("{}", fmt::join(extents, "x"));
}

}  // namespace ganglion::nn

#include "ganglion/ops/windows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

/// Products of two numbers below it fit into 64 bits.
constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();

using Extents = std::vector<std::int64_t>;

std::string text(std::span<const std::int64_t> values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

void check_setting(const Node& node, std::string_view name, std::int64_t lowest, std::size_t axes) {
  const Extents& values = node.attributes.integers(name);
  if (values.size() != axes) {
    rules::refuse(node, fmt::format("{} = {} must have one value for each of {} spatial axes", name,
                                    text(values), axes));
  }
  for (std::int64_t value : values) {
    if (value >= lowest && value < kLargest) continue;
    rules::refuse(node, fmt::format("{} = {} must be at least {} and below 2^31", name,
                                    text(values), lowest));
  }
}

/// The spatial extents of the forward op, wherever a node of its family keeps them.
struct Forward {
  Shape input, kernel, output;
};

Forward forward_of(const Node& node) {
  const Shape& first = node.inputs[0].shape();
  const Shape& result = node.outputs[0].shape;
  if (node.op == &kConvInputGradient) return {result, node.inputs[1].shape(), first};
  if (node.op == &kConvKernelGradient) return {first, result, node.inputs[1].shape()};
  if (node.attributes.has("window")) {
    const Extents& window = node.attributes.integers("window");
    const Shape kernel = windows::with_spatial(first[1], 1, window);
    if (node.op == &kMaxPoolGradient) return {first, kernel, node.inputs[1].shape()};
    if (node.op == &kAvgPoolGradient) return {result, kernel, first};
    return {first, kernel, result};
  }
  return {first, node.inputs[1].shape(), result};
}

/// `values`, or `fallback` for each axis where they are empty.
Extents filled(const Extents& values, int axes, std::int64_t fallback) {
  return values.empty() ? Extents(static_cast<std::size_t>(std::max(axes, 0)), fallback) : values;
}

WindowAxis axis_of(const Node& node, const Forward& forward, int axis) {
  const auto i = static_cast<std::size_t>(axis);
  const auto setting = [&](std::string_view name) { return node.attributes.integers(name)[i]; };
  return {.input = forward.input[axis + 2],
          .output = forward.output[axis + 2],
          .kernel = forward.kernel[axis + 2],
          .stride = setting("strides"),
          .dilation = node.attributes.has("dilations") ? setting("dilations") : 1,
          .before = setting("pads_before"),
          .after = setting("pads_after")};
}

}  // namespace

WindowGeometry geometry_of(const Node& node) {
  const Forward forward = forward_of(node);
  const bool flat = forward.input.rank() == 3;
  return {.batch = forward.input[0],
          .channels = forward.input[1],
          .filters = forward.output[1],
          .groups = node.attributes.has("groups") ? node.attributes.integer("groups") : 1,
          .rows = flat ? WindowAxis{} : axis_of(node, forward, 0),
          .columns = axis_of(node, forward, flat ? 0 : 1)};
}

ConvOptions conv_options(const Node& node) {
  return {.strides = node.attributes.integers("strides"),
          .dilations = node.attributes.integers("dilations"),
          .pads_before = node.attributes.integers("pads_before"),
          .pads_after = node.attributes.integers("pads_after"),
          .groups = node.attributes.integer("groups")};
}

PoolOptions pool_options(const Node& node) {
  return {.window = node.attributes.integers("window"),
          .strides = node.attributes.integers("strides"),
          .pads_before = node.attributes.integers("pads_before"),
          .pads_after = node.attributes.integers("pads_after")};
}

namespace windows {

Attributes attributes_of(const ConvOptions& options, int axes) {
  return {{"strides", filled(options.strides, axes, 1)},
          {"dilations", filled(options.dilations, axes, 1)},
          {"pads_before", filled(options.pads_before, axes, 0)},
          {"pads_after", filled(options.pads_after, axes, 0)},
          {"groups", options.groups}};
}

Attributes attributes_of(const PoolOptions& options) {
  const auto axes = static_cast<int>(options.window.size());
  return {{"window", options.window},
          {"strides", options.strides.empty() ? options.window : options.strides},
          {"pads_before", filled(options.pads_before, axes, 0)},
          {"pads_after", filled(options.pads_after, axes, 0)}};
}

Extents spatial(const Shape& shape) {
  return shape.rank() < 2 ? Extents{} : Extents(shape.begin() + 2, shape.end());
}

Shape with_spatial(std::int64_t first, std::int64_t second, std::span<const std::int64_t> spatial) {
  Extents dims = {first, second};
  dims.insert(dims.end(), spatial.begin(), spatial.end());
  return Shape{std::span<const std::int64_t>(dims)};
}

void check_rank(const Node& node, const Shape& shape, std::string_view what) {
  if (shape.rank() == 3 || shape.rank() == 4) return;
  rules::refuse(node, fmt::format("{} must be [batch, channels, length] or [batch, channels, "
                                  "height, width], not {}",
                                  what, shape.to_string()));
}

Extents output_extents(const Node& node, std::span<const std::int64_t> input,
                       std::span<const std::int64_t> kernel) {
  const std::size_t axes = input.size();
  check_setting(node, "strides", 1, axes);
  check_setting(node, "pads_before", 0, axes);
  check_setting(node, "pads_after", 0, axes);
  if (node.attributes.has("dilations")) check_setting(node, "dilations", 1, axes);
  Extents result;
  for (std::size_t i = 0; i < axes; ++i) {
    const auto setting = [&](std::string_view name) { return node.attributes.integers(name)[i]; };
    const std::int64_t dilation = node.attributes.has("dilations") ? setting("dilations") : 1;
    if (kernel[i] < 1 || kernel[i] >= kLargest) {
      rules::refuse(node, fmt::format("window {} must have extents from 1 to 2^31", text(kernel)));
    }
    const std::int64_t reach = dilation * (kernel[i] - 1) + 1;
    const std::int64_t padded = input[i] + setting("pads_before") + setting("pads_after");
    if (reach > padded) {
      rules::refuse(node, fmt::format("the window {} reaches over {} elements of axis {}, the "
                                      "padded input {} has {}; use a smaller window or padding",
                                      text(kernel), reach, i + 2, text(input), padded));
    }
    result.push_back((padded - reach) / setting("strides") + 1);
  }
  return result;
}

void check_groups(const Node& node, std::int64_t channels, std::int64_t filters,
                  std::int64_t kernel_channels) {
  const std::int64_t groups = node.attributes.integer("groups");
  if (groups < 1 || channels % groups != 0 || filters % groups != 0) {
    rules::refuse(node, fmt::format("{} groups must divide {} channels and {} filters", groups,
                                    channels, filters));
  }
  if (kernel_channels != channels / groups) {
    rules::refuse(node, fmt::format("the kernel reads {} channels, but {} channels in {} groups "
                                    "are {} each",
                                    kernel_channels, channels, groups, channels / groups));
  }
}

std::vector<TensorType> infer_conv(const Node& node, std::size_t inputs) {
  rules::check_floating(node, inputs);
  const Shape& x = node.inputs[0].shape();
  const Shape& kernel = node.inputs[1].shape();
  check_rank(node, x, "the input");
  if (kernel.rank() != x.rank()) rules::refuse(node, "input and kernel must have as many axes");
  check_groups(node, x[1], kernel[0], kernel[1]);
  return {{node.inputs[0].dtype(),
           with_spatial(x[0], kernel[0], output_extents(node, spatial(x), spatial(kernel)))}};
}

TensorType pooled_type(const Node& node, const TensorType& x) {
  check_rank(node, x.shape, "the input");
  const Extents& window = node.attributes.integers("window");
  const Extents extents = spatial(x.shape);
  check_setting(node, "window", 1, extents.size());
  const Extents result = output_extents(node, extents, window);
  for (const char* side : {"pads_before", "pads_after"}) {
    const Extents& pads = node.attributes.integers(side);
    for (std::size_t i = 0; i < pads.size(); ++i) {
      if (pads[i] < window[i]) continue;
      rules::refuse(node, fmt::format("{} = {} must be smaller than the window {}, or a window "
                                      "would see nothing",
                                      side, text(pads), text(window)));
    }
  }
  return {x.dtype, with_spatial(x.shape[0], x.shape[1], result)};
}

std::optional<Placement> place_by_kernel(const Node&, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  if (inputs[1] == Placement::split) return std::nullopt;
  return inputs[0];
}

}  // namespace windows
}  // namespace ganglion::ops

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/io/onnx/ops/windows.h"

namespace ganglion::io::onnx {
namespace {

using Extents = std::vector<std::int64_t>;

constexpr std::int64_t kMostExtent = std::int64_t{1} << 31;

Extents setting_of_axes(const Call& call, const char* name, std::size_t axes, std::int64_t least,
                        Extents otherwise) {
  Extents values = call.integers(name);
  if (values.empty()) values = std::move(otherwise);
  if (values.size() != axes) call.refuse(fmt::format("`{}` must have {} values", name, axes));
  for (const std::int64_t value : values) {
    if (value < least || value >= kMostExtent) {
      call.refuse(fmt::format("`{}` has the value {}", name, value));
    }
  }
  return values;
}

}  // namespace

std::int64_t reach_of(const WindowSettings& settings, std::size_t axis) {
  return settings.dilations[axis] * (settings.window[axis] - 1) + 1;
}

WindowSettings window_settings(const Call& call, const Shape& input, Extents kernel) {
  if (input.rank() < 3) call.refuse("it takes [batch, channels, spatial axes…]");
  const auto axes = static_cast<std::size_t>(input.rank() - 2);
  WindowSettings settings;
  settings.window = setting_of_axes(call, "kernel_shape", axes, 1, std::move(kernel));
  settings.strides = setting_of_axes(call, "strides", axes, 1, Extents(axes, 1));
  settings.dilations = setting_of_axes(call, "dilations", axes, 1, Extents(axes, 1));
  const std::string automatic = call.text("auto_pad", "NOTSET");
  const bool notset = automatic == "NOTSET" || automatic.empty();
  const Extents pads = setting_of_axes(call, "pads", 2 * axes, 0, Extents(2 * axes, 0));
  settings.before.assign(pads.begin(), pads.begin() + static_cast<std::ptrdiff_t>(axes));
  settings.after.assign(pads.begin() + static_cast<std::ptrdiff_t>(axes), pads.end());
  if (notset) return settings;
  if (automatic != "VALID" && automatic != "SAME_UPPER" && automatic != "SAME_LOWER") {
    call.refuse(fmt::format("auto_pad = '{}' is not known", automatic));
  }
  settings.automatic = true;
  for (std::size_t i = 0; i < axes; ++i) {
    const std::int64_t extent = input[static_cast<int>(i) + 2];
    const std::int64_t outputs = (extent + settings.strides[i] - 1) / settings.strides[i];
    const std::int64_t total = automatic == "VALID"
                                   ? 0
                                   : std::max<std::int64_t>(0, (outputs - 1) * settings.strides[i] +
                                                                   reach_of(settings, i) - extent);
    const std::int64_t half = total / 2;
    settings.before[i] = automatic == "SAME_LOWER" ? total - half : half;
    settings.after[i] = total - settings.before[i];
  }
  return settings;
}

}  // namespace ganglion::io::onnx

#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/onnx/call.h"

namespace ganglion::io::onnx {

/// How windows step over the spatial axes, as the attributes of a convolution or pooling say it:
/// one value for each axis.
struct WindowSettings {
  std::vector<std::int64_t> window;
  std::vector<std::int64_t> strides;
  std::vector<std::int64_t> dilations;
  std::vector<std::int64_t> before;
  std::vector<std::int64_t> after;
  bool automatic = false;  ///< pads follow from `auto_pad`
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad for an input of that shape; `kernel`
/// gives the window where there is no kernel_shape. Throws Error for settings that don't fit.
WindowSettings window_settings(const Call& call, const Shape& input,
                               std::vector<std::int64_t> kernel);

/// The distance from the first to the last place of a window, plus one.
std::int64_t reach_of(const WindowSettings& settings, std::size_t axis);

}  // namespace ganglion::io::onnx

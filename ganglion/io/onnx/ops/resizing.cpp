#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/io/onnx/ops/helpers.h"
#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"

namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Extents = std::vector<std::int64_t>;

/// One axis that changes its extent.
struct ResizedAxis {
  int axis = 0;
  std::int64_t from = 1;
  std::int64_t to = 1;
  double scale = 1.0;
};

/// Where a place of the result lies in the input, by `coordinate_transformation_mode`.
double origin_of(const Call& call, const std::string& mode, const ResizedAxis& axis,
                 std::int64_t place) {
  const auto at = static_cast<double>(place);
  if (mode == "half_pixel") return (at + 0.5) / axis.scale - 0.5;
  if (mode == "tf_half_pixel_for_nn") return (at + 0.5) / axis.scale;
  if (mode == "asymmetric") return at / axis.scale;
  if (mode == "pytorch_half_pixel") return axis.to > 1 ? (at + 0.5) / axis.scale - 0.5 : 0.0;
  if (mode == "align_corners") {
    // Whether the rounded extent counts or the scale itself is not agreed on.
    if (static_cast<double>(axis.from) * axis.scale != static_cast<double>(axis.to)) {
      call.refuse("`align_corners` by a scale that gives no whole extent is not supported");
    }
    return axis.to == 1
               ? 0.0
               : at * static_cast<double>(axis.from - 1) / static_cast<double>(axis.to - 1);
  }
  call.refuse(fmt::format("coordinate_transformation_mode = '{}' is not supported", mode));
}

double nearest_of(const Call& call, const std::string& mode, double at) {
  if (mode == "round_prefer_floor") return std::ceil(at - 0.5);
  if (mode == "round_prefer_ceil") return std::floor(at + 0.5);
  if (mode == "floor") return std::floor(at);
  if (mode == "ceil") return std::ceil(at);
  call.refuse(fmt::format("nearest_mode = '{}' is not supported", mode));
}

/// How a Resize finds its numbers.
struct ResizeModes {
  std::string coordinates;
  std::string nearest;
};

Value nearest(const Call& call, Value x, const ResizedAxis& axis, const ResizeModes& modes) {
  Extents places;
  for (std::int64_t i = 0; i < axis.to; ++i) {
    const double at = nearest_of(call, modes.nearest, origin_of(call, modes.coordinates, axis, i));
    places.push_back(std::clamp<std::int64_t>(static_cast<std::int64_t>(at), 0, axis.from - 1));
  }
  return take(x, axis.axis, places);
}

/// Two neighbours by their distance, the border where there is only one: a product with a matrix
/// along the axis.
Value linear(const Call& call, Value x, const ResizedAxis& axis, const ResizeModes& modes) {
  std::vector<double> weights(static_cast<std::size_t>(axis.from * axis.to), 0.0);
  for (std::int64_t i = 0; i < axis.to; ++i) {
    const double at = std::clamp(origin_of(call, modes.coordinates, axis, i), 0.0,
                                 static_cast<double>(axis.from - 1));
    const auto low = static_cast<std::int64_t>(std::floor(at));
    const std::int64_t high = std::min(low + 1, axis.from - 1);
    const double share = at - static_cast<double>(low);
    weights[static_cast<std::size_t>(low * axis.to + i)] += 1.0 - share;
    weights[static_cast<std::size_t>(high * axis.to + i)] += share;
  }
  const int last = x.shape().rank() - 1;
  const Value moved = move_axis(x, axis.axis, last);
  const Value rows = ops::reshape(moved, Shape{x.shape().size() / axis.from, axis.from});
  const Value made = ops::matmul(rows, constant_like(x, Shape{axis.from, axis.to}, weights));
  return move_axis(ops::reshape(made, moved.shape().with(last, axis.to)), last, axis.axis);
}

/// Resizes axis by axis.
Operands resized(const Call& call, const std::vector<ResizedAxis>& axes, const ResizeModes& modes) {
  Value x = call.value(0);
  const std::string mode = call.text("mode", "nearest");
  if (mode != "nearest" && mode != "linear") {
    call.refuse(fmt::format("mode = '{}' is not supported", mode));
  }
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  for (const ResizedAxis& axis : axes) {
    if (axis.from == axis.to && axis.scale == 1.0) continue;
    if (axis.to < 1 || axis.to > kMost || axis.from < 1) call.refuse("an extent is out of range");
    x = mode == "nearest" ? nearest(call, x, axis, modes) : linear(call, x, axis, modes);
  }
  return like_first(call, x);
}

std::vector<ResizedAxis> by_scales(const Call& call, const std::vector<double>& scales,
                                   const std::vector<int>& axes) {
  if (scales.size() != axes.size()) call.refuse("there must be a scale for each axis");
  std::vector<ResizedAxis> result;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t from = call.shape(0)[axes[i]];
    if (!(scales[i] > 0.0 && scales[i] < 65536.0)) call.refuse("a scale is out of range");
    const auto to = static_cast<std::int64_t>(std::floor(static_cast<double>(from) * scales[i]));
    result.push_back({.axis = axes[i], .from = from, .to = to, .scale = scales[i]});
  }
  return result;
}

std::vector<double> list_of(const Call& call, int input, const char* what) {
  const Tensor wide = call.constant(input, what).cast(DType::f64);
  return {wide.values<double>().begin(), wide.values<double>().end()};
}

std::vector<int> axes_in_order(const Call& call, const Extents& said) {
  std::vector<int> axes;
  const int rank = call.shape(0).rank();
  for (const std::int64_t axis : said) axes.push_back(to_axis(call, axis, rank));
  for (int i = 0; said.empty() && i < rank; ++i) axes.push_back(i);
  return axes;
}

/// Opset 10 and Upsample have no modes: places are divided by the scale, and rounded down.
Operands resize_10(const Call& call) {
  return resized(call, by_scales(call, list_of(call, 1, "the scales"), axes_in_order(call, {})),
                 {.coordinates = "asymmetric", .nearest = "floor"});
}

Operands upsample_7(const Call& call) {
  const std::vector<float> scales = call.numbers("scales");
  return resized(call, by_scales(call, {scales.begin(), scales.end()}, axes_in_order(call, {})),
                 {.coordinates = "asymmetric", .nearest = "floor"});
}

Operands resize(const Call& call) {
  call.ignore("cubic_coeff_a");
  call.ignore("extrapolation_value");
  if (call.flag("exclude_outside", false)) call.refuse("`exclude_outside` is not supported");
  if (call.flag("antialias", false)) call.refuse("`antialias` is not supported");
  if (call.text("keep_aspect_ratio_policy", "stretch") != "stretch") {
    call.refuse("`keep_aspect_ratio_policy` is not supported");
  }
  const ResizeModes modes{.coordinates = call.text("coordinate_transformation_mode", "half_pixel"),
                          .nearest = call.text("nearest_mode", "round_prefer_floor")};
  const std::vector<int> axes = axes_in_order(call, call.integers("axes"));
  if (call.has(2) && call.shape(2).size() > 0) {
    return resized(call, by_scales(call, list_of(call, 2, "the scales"), axes), modes);
  }
  const Extents sizes = call.integers(3, "the sizes");
  if (sizes.size() != axes.size()) call.refuse("there must be a size for each axis");
  std::vector<ResizedAxis> resizing;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const std::int64_t from = std::max<std::int64_t>(1, call.shape(0)[axes[i]]);
    resizing.push_back({.axis = axes[i],
                        .from = from,
                        .to = sizes[i],
                        .scale = static_cast<double>(sizes[i]) / static_cast<double>(from)});
  }
  return resized(call, resizing, modes);
}

}  // namespace

std::span<const OpEntry> resizing_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"Resize", 10, resize_10},
      {"Resize", 11, resize},
      {"Upsample", 1, nullptr},
      {"Upsample", 7, upsample_7},
      {"Upsample", 9, resize_10},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx

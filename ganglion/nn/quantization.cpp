#include "ganglion/nn/quantization.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

constexpr double kLastPoint = 255.0;

constexpr std::array<std::pair<std::string_view, int>, 4> kAxes = {
    {{"dense", 1}, {"conv1d", 0}, {"conv2d", 0}, {"depthwise_conv2d", 0}}};

/// The nearest of the points least * step to most * step. The pass multiply_bytes knows the form.
Value nearest_point(Value in_steps, Value step, double least, double most) {
  const Value within = ops::minimum(ops::maximum(in_steps, ops::scalar_like(in_steps, least)),
                                    ops::scalar_like(in_steps, most));
  return ops::round(within) * step;
}

constexpr int kOffset = 128;  // what the bytes of a kernel have more than its points

/// A kernel as entries along an axis: what lies before and after it.
struct Entries {
  std::int64_t outer = 1;
  std::int64_t count = 1;
  std::int64_t inner = 1;

  Entries(const Shape& shape, int axis) : count(shape[axis]) {
    for (int i = 0; i < axis; ++i) outer *= shape[i];
    for (int i = axis + 1; i < shape.rank(); ++i) inner *= shape[i];
  }

  template <class F>
  void each(F&& visit) const {
    for (std::int64_t i = 0, at = 0; i < outer; ++i) {
      for (std::int64_t entry = 0; entry < count; ++entry) {
        for (std::int64_t j = 0; j < inner; ++j, ++at) {
          visit(static_cast<std::size_t>(at), static_cast<std::size_t>(entry));
        }
      }
    }
  }
};

/// A step that is found again from the largest point of its grid: 127 * step / 127, rounded twice,
/// is the step.
float stable_step(float largest) {
  constexpr auto kSteps = static_cast<float>(kKernelSteps);
  constexpr int kTries = 4;  // one is enough, but for numbers near the least
  float step = largest / kSteps;
  for (int i = 0; i < kTries; ++i) step = step * kSteps / kSteps;
  return step;
}

}  // namespace

void check(const Quantization& quantization) {
  if (!(quantization.step >= 0.0 && std::isfinite(quantization.step))) {
    throw Error(
        fmt::format("quantization: a step of {}; it must be a number above 0, or 0 for none",
                    quantization.step));
  }
  if (quantization.zero_point < 0 || quantization.zero_point > 255) {
    throw Error(fmt::format("quantization: the zero point {} is not from 0 to 255",
                            quantization.zero_point));
  }
}

int quantized_axis(std::string_view kind) {
  for (const auto& [known, axis] : kAxes) {
    if (known == kind) return axis;
  }
  return -1;
}

Value on_grid(Value x, const Quantization& quantization) {
  if (quantization.step == 0.0) return x;
  const auto zero = static_cast<double>(quantization.zero_point);
  return nearest_point(x * (1.0 / quantization.step), ops::scalar_like(x, quantization.step), -zero,
                       kLastPoint - zero);
}

Value kernel_on_grid(Value kernel, int axis) {
  std::vector<int> others;
  for (int i = 0; i < kernel.shape().rank(); ++i) {
    if (i != axis) others.push_back(i);
  }
  const Value largest = ops::reduce_max(ops::abs(kernel), others, true);
  const Value one = ops::scalar_like(kernel, 1.0);
  // Of a unit without weights any step will do.
  const Value step = ops::select(largest, largest, one) / ops::scalar_like(kernel, kKernelSteps);
  const Value fixed = ops::stop_gradient(step);
  return nearest_point(kernel / fixed, fixed, -kKernelSteps, kKernelSteps);
}

QuantizedKernel quantize_kernel(const Tensor& kernel, int axis) {
  const Entries entries(kernel.shape(), axis);
  const auto numbers = kernel.values<float>();
  std::vector<float> steps(static_cast<std::size_t>(entries.count), 0.0F);
  entries.each([&](std::size_t at, std::size_t entry) {
    steps[entry] = std::max(steps[entry], std::abs(numbers[at]));
  });
  for (float& step : steps) step = stable_step(step == 0.0F ? 1.0F : step);
  std::vector<std::uint8_t> points(numbers.size());
  entries.each([&](std::size_t at, std::size_t entry) {
    points[at] = static_cast<std::uint8_t>(std::nearbyint(numbers[at] / steps[entry]) + kOffset);
  });
  return {.points = Tensor::of<std::uint8_t>(kernel.shape(), points),
          .steps = Tensor::of<float>(Shape{entries.count}, steps)};
}

Tensor kernel_of(const QuantizedKernel& quantized, int axis) {
  const Shape& shape = quantized.points.shape();
  if (quantized.points.dtype() != DType::u8 || quantized.steps.dtype() != DType::f32 ||
      axis >= shape.rank() || quantized.steps.shape() != Shape{shape[axis]}) {
    throw Error(fmt::format(
        "a quantised kernel of {} with steps of {}: expected bytes, and an f32 "
        "step for each entry of axis {}",
        quantized.points.shape().to_string(), quantized.steps.shape().to_string(), axis));
  }
  const auto points = quantized.points.values<std::uint8_t>();
  const auto steps = quantized.steps.values<float>();
  std::vector<float> numbers(points.size());
  Entries(shape, axis).each([&](std::size_t at, std::size_t entry) {
    numbers[at] = static_cast<float>(static_cast<int>(points[at]) - kOffset) * steps[entry];
  });
  return Tensor::of<float>(shape, numbers);
}

}  // namespace ganglion::nn

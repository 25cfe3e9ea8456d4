#pragma once
#include <cstdint>
#include <string_view>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// A layer whose products are of whole numbers of 8 bits (Jacob et al. 2018, "Quantization and
/// Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", equation 1): its
/// kernel always, a grid for each unit or filter; its input where there is a step.
struct Quantization {
  double step = 0.0;            ///< of the input's grid, above 0; 0: the input stays as it is
  std::int64_t zero_point = 0;  ///< which of the input's 256 grid points is the number 0: 0 to 255

  bool operator==(const Quantization&) const = default;
};

/// Throws Error for a step or zero point that is none.
void check(const Quantization& quantization);

/// Kernels lie on -127 to 127 steps of their unit.
inline constexpr double kKernelSteps = 127.0;

/// The axis of a kernel along which each entry has a grid of its own, that of the units or filters,
/// by the layer's kind; -1 for kinds of layers that can't be quantised.
int quantized_axis(std::string_view kind);

/// x at the nearest of the 256 points step * (0 - zero_point) to step * (255 - zero_point); x
/// itself if there is no step.
Value on_grid(Value x, const Quantization& quantization);

/// A kernel at the nearest of the points -127 to 127 of the grid of its entry along `axis`, whose
/// step is the largest magnitude there / 127. A kernel that lies on its grid stays as it is.
Value kernel_on_grid(Value kernel, int axis);

/// A kernel as a file keeps it: on the grids of nn::kernel_on_grid.
struct QuantizedKernel {
  Tensor points;  ///< u8, in the kernel's shape: the number of a grid point, -127 to 127, plus 128
  Tensor steps;   ///< f32, one for each entry of the axis
};

/// An f32 kernel at the nearest points of the grids of its entries along `axis`. A kernel that was
/// made by kernel_of gives the same points and steps.
QuantizedKernel quantize_kernel(const Tensor& kernel, int axis);

/// Back to numbers, f32. Throws Error where types or shapes don't fit.
Tensor kernel_of(const QuantizedKernel& quantized, int axis);

}  // namespace ganglion::nn

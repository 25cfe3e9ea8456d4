#include "ganglion/kernels/simd/winograd_conv.h"
#include "ganglion/kernels/simd/winograd_tiles.h"
#include "ganglion/ops/winograd.h"

/// The kernel of a convolution spread to Winograd's tiles, G g Gᵀ of each window, for some filters
/// beside each other at a time.
namespace ganglion::kernels::simd {
namespace {

constexpr std::int64_t kWindow = 9;

/// Pieces of work are the channels.
class WinogradKernel : public Kernel {
 public:
  explicit WinogradKernel(const Node& node)
      : factor_(ops::winograd_factor_of(node)),
        turned_(ops::turns_kernel(node)),
        channels_(node.inputs[0].shape()[1]) {}

  std::size_t scratch_bytes() const override {
    return static_cast<std::size_t>(kWindow * factor_.width) * sizeof(float);
  }
  std::int64_t extent() const override { return factor_.k; }

  void run(const KernelArguments& arguments) override {
    const auto* from = static_cast<const float*>(arguments.inputs[0]);
    auto* to = static_cast<float*>(arguments.outputs[0]);
    auto* windows = static_cast<float*>(arguments.scratch);
    for (std::int64_t p = arguments.begin; p < arguments.end; ++p) {
      for (std::int64_t j = 0; j < factor_.n; j += factor_.width) {
        load(from, p, j, windows);
        winograd_tiles().kernel({.windows = windows,
                                 .width = factor_.width,
                                 .to = to + factor_.place(p, j),
                                 .apart = factor_.size()});
      }
    }
  }

 private:
  /// The windows of row p of the factor and of the columns from `first` on: for each of the nine
  /// places the numbers of these columns.
  void load(const float* from, std::int64_t p, std::int64_t first, float* windows) const {
    const std::int64_t row = channels_ * kWindow;  // of a filter
    const std::int64_t start = turned_ ? p * row : p * kWindow;
    const std::int64_t step = turned_ ? kWindow : row;
    for (std::int64_t j = 0; j < factor_.width; ++j) {
      const bool there = first + j < factor_.n;
      const std::int64_t window = start + (first + j) * step;
      for (std::int64_t i = 0; i < kWindow; ++i) {
        const std::int64_t place = turned_ ? kWindow - 1 - i : i;
        windows[i * factor_.width + j] = there ? from[window + place] : 0.0F;
      }
    }
  }

  ops::PackedFactor factor_;
  bool turned_;
  std::int64_t channels_;  ///< of the kernel as it lies
};

}  // namespace

std::unique_ptr<Kernel> make_winograd_kernel(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  if (ops::winograd_factor_of(node).width % winograd_tiles().block != 0) return nullptr;
  return std::make_unique<WinogradKernel>(node);
}

}  // namespace ganglion::kernels::simd

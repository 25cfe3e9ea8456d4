#include "ganglion/kernels/onednn/batch_parts.h"

#include <algorithm>

#include "ganglion/kernels/aligned_size.h"

namespace ganglion::kernels::onednn {
namespace {

/// About what a second-level cache holds beside the kernel. Each number of a part is there twice:
/// row-major, and in oneDNN's layout.
constexpr std::size_t kPartBytes = 256 * 1024;

}  // namespace

BatchParts::BatchParts(std::unique_ptr<Sequence> kernel, std::size_t kernel_bytes,
                       std::unique_ptr<Sequence> part, const Sizes& sizes,
                       const Activation& activation)
    : kernel_(std::move(kernel)),
      kernel_bytes_(kernel_ ? aligned_size(kernel_bytes) : 0),
      part_(std::move(part)),
      sizes_(sizes),
      activation_(activation) {}

std::size_t BatchParts::scratch_bytes() const {
  const std::size_t once = kernel_ ? kernel_->scratch_bytes() : 0;
  return kernel_bytes_ + std::max(once, part_->scratch_bytes());
}

void BatchParts::run(const KernelArguments& arguments) {
  auto* scratch = static_cast<std::byte*>(arguments.scratch);
  const void* kernel = arguments.inputs[1];
  KernelArguments own = arguments;
  own.scratch = scratch + kernel_bytes_;
  if (kernel_) {
    void* converted = scratch;
    own.outputs = &converted;
    kernel_->run(own);
    kernel = converted;
  }
  const auto* input = static_cast<const std::byte*>(arguments.inputs[0]);
  auto* output = static_cast<std::byte*>(arguments.outputs[0]);
  std::array<const void*, 3> inputs = {input, kernel,
                                       sizes_.biased ? arguments.inputs[2] : nullptr};
  void* result = output;
  own.inputs = inputs.data();
  own.outputs = &result;
  for (std::int64_t i = 0; i < sizes_.parts; ++i) {
    inputs[0] = input;
    result = output;
    part_->run(own);
    activation_.apply(static_cast<float*>(result), sizes_.output / sizeof(float));
    input += sizes_.input;
    output += sizes_.output;
  }
}

std::int64_t BatchParts::count(std::int64_t batch, std::size_t bytes) {
  const auto fit = static_cast<std::int64_t>(kPartBytes / std::max<std::size_t>(2 * bytes, 1));
  std::int64_t rows = std::clamp<std::int64_t>(fit, 1, batch);
  while (batch % rows != 0) --rows;
  return batch / rows;
}

}  // namespace ganglion::kernels::onednn

#include <array>
#include <cstring>

#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/activation.h"
#include "ganglion/kernels/onednn/product.h"
#include "ganglion/ops/op_defs.h"

/// matmul, with bias and activation, around oneDNN's sgemm. Everything is decided when the kernel
/// is made.
namespace ganglion::kernels {
namespace onednn {
namespace {

/// Parts of the rows of aᵀ · b that may be computed by different threads. Other products are cut
/// by the rows of the batch already.
std::int64_t parts_of(const Node& node) {
  constexpr std::int64_t kMostParts = 8;
  constexpr std::int64_t kFewestRows = 48;
  constexpr std::int64_t kFewestElements = 8192;
  const Shape& shape = node.outputs[0].shape;
  std::int64_t parts = 1;
  while (node.attributes.flag("transpose_a") && parts < kMostParts &&
         shape[0] / (2 * parts) >= kFewestRows && shape.size() / (2 * parts) >= kFewestElements) {
    parts *= 2;
  }
  return parts;
}

class Matmul : public Kernel {
 public:
  Matmul(const Node& node, const Activation& activation)
      : rows_(node.outputs[0].shape[0]),
        columns_(node.outputs[0].shape[1]),
        parts_(parts_of(node)),
        has_bias_(node.inputs.size() == 3),
        product_(rows_, columns_,
                 node.inputs[0].shape()[node.attributes.flag("transpose_a") ? 0 : 1],
                 node.attributes.flag("transpose_a"), node.attributes.flag("transpose_b")),
        activation_(activation) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }

  std::int64_t extent() const override { return parts_; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t part = arguments.begin; part < arguments.end; ++part) {
      run_rows(arguments, rows_ * part / parts_, rows_ * (part + 1) / parts_);
    }
  }

 private:
  void run_rows(const KernelArguments& arguments, std::int64_t begin, std::int64_t end) const {
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    if (has_bias_) fill_rows(dst, begin, end, arguments.inputs[2]);
    product_.run(begin, end, static_cast<const float*>(arguments.inputs[0]),
                 static_cast<const float*>(arguments.inputs[1]), dst, has_bias_, arguments.scratch);
    activation_.apply(dst + begin * columns_, static_cast<std::size_t>((end - begin) * columns_));
  }

  /// sgemm then adds to the bias.
  void fill_rows(float* dst, std::int64_t begin, std::int64_t end, const void* bias) const {
    const std::size_t bytes = static_cast<std::size_t>(columns_) * sizeof(float);
    for (std::int64_t i = begin; i < end; ++i) std::memcpy(dst + i * columns_, bias, bytes);
  }

  std::int64_t rows_;
  std::int64_t columns_;
  std::int64_t parts_;
  bool has_bias_;
  Product product_;
  Activation activation_;
};

std::unique_ptr<Kernel> make_matmul(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  // An empty matrix would be a division by zero inside oneDNN.
  if (node.outputs[0].shape.size() == 0 || node.inputs[0].shape().size() == 0) return nullptr;
  const auto activation = Activation::of(node);
  if (!activation) return nullptr;
  return std::make_unique<Matmul>(node, *activation);
}

const std::array kList = {Entry{&ops::kMatmul, "onednn:matmul", make_matmul},
                          Entry{&ops::kFusedMatmul, "onednn:fused_matmul", make_matmul}};

}  // namespace

std::span<const Entry> list() {
  return kList;
}

}  // namespace onednn
}  // namespace ganglion::kernels

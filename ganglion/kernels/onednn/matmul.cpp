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

class Matmul : public Kernel {
 public:
  Matmul(const Node& node, const Activation& activation)
      : rows_(node.outputs[0].shape[0]),
        columns_(node.outputs[0].shape[1]),
        has_bias_(node.inputs.size() == 3),
        product_(rows_, columns_,
                 node.inputs[0].shape()[node.attributes.flag("transpose_a") ? 0 : 1],
                 node.attributes.flag("transpose_a"), node.attributes.flag("transpose_b")),
        activation_(activation) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }

  void run(const KernelArguments& arguments) override {
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    if (has_bias_) fill_rows(dst, arguments.inputs[2]);
    product_.run(static_cast<const float*>(arguments.inputs[0]),
                 static_cast<const float*>(arguments.inputs[1]), dst, has_bias_, arguments.scratch);
    activation_.apply(dst, static_cast<std::size_t>(rows_ * columns_));
  }

 private:
  /// sgemm then adds to the bias.
  void fill_rows(float* dst, const void* bias) const {
    const std::size_t bytes = static_cast<std::size_t>(columns_) * sizeof(float);
    for (std::int64_t i = 0; i < rows_; ++i) std::memcpy(dst + i * columns_, bias, bytes);
  }

  std::int64_t rows_;
  std::int64_t columns_;
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

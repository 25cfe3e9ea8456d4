#include <array>
#include <cstring>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/lists.h"
#include "ganglion/kernels/onednn/primitive_matmul.h"
#include "ganglion/kernels/onednn/product_parts.h"
#include "ganglion/ops/internal.h"

/// matmul, with bias and activation, around oneDNN's sgemm where its primitives aren't faster.
/// Everything is decided when the kernel is made.
namespace ganglion::kernels {
namespace onednn {
namespace {

class Matmul : public Kernel {
 public:
  Matmul(const Node& node, const Activation& activation)
      : shape_(node),
        has_bias_(node.inputs.size() == 3),
        product_(shape_.rows, shape_.columns, shape_.inner, shape_.transpose_a, shape_.transpose_b),
        activation_(activation) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::int64_t extent() const override { return shape_.parts; }

  void run(const KernelArguments& arguments) override {
    for (std::int64_t i = arguments.begin; i < arguments.end; ++i) {
      run_part(arguments, shape_.part(i));
    }
  }

 private:
  void run_part(const KernelArguments& arguments, const Product::Part& part) const {
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    if (has_bias_) {  // sgemm then adds to it
      const float* bias = static_cast<const float*>(arguments.inputs[2]) + part.first_column;
      for (std::int64_t i = part.first_row; i < part.last_row; ++i) {
        std::memcpy(dst + i * shape_.columns + part.first_column, bias,
                    static_cast<std::size_t>(part.columns()) * sizeof(float));
      }
    }
    product_.run(part, static_cast<const float*>(arguments.inputs[0]),
                 static_cast<const float*>(arguments.inputs[1]), dst, has_bias_, arguments.scratch);
    shape_.activate(part, activation_, dst);
  }

  ProductParts shape_;
  bool has_bias_;
  Product product_;
  Activation activation_;
};

std::unique_ptr<Kernel> make_matmul(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  // An empty matrix would be a division by zero inside oneDNN.
  if (node.outputs[0].shape.size() == 0 || node.inputs[0].shape().size() == 0) return nullptr;
  if (ops::rounds_factors(node) || suits_primitive(node)) return make_primitive_matmul(node);
  const auto activation = Activation::of(node);
  if (!activation) return nullptr;
  return std::make_unique<Matmul>(node, *activation);
}

const std::array kList = {Maker{&ops::kMatmul, make_matmul},
                          Maker{&ops::kFusedMatmul, make_matmul}};

}  // namespace

std::span<const Maker> list() {
  return kList;
}

}  // namespace onednn
}  // namespace ganglion::kernels

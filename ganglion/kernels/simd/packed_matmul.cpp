#include <algorithm>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/ops/packed.h"

namespace ganglion::kernels::simd {
namespace {

class PackFactor : public Kernel {
 public:
  explicit PackFactor(const Node& node)
      : factor_(ops::packed_factor_of(node)), transposed_(node.attributes.flag("transpose_b")) {}

  void run(const KernelArguments& arguments) override {
    pack(factor_, static_cast<const float*>(arguments.inputs[0]), transposed_,
         static_cast<float*>(arguments.outputs[0]));
  }

 private:
  ops::PackedFactor factor_;
  bool transposed_;
};

/// Workers share the panels.
class PackedMatmul : public Kernel {
 public:
  PackedMatmul(const Node& node, const Activation& activation)
      : factor_(ops::packed_factor_of(node)),
        rows_(node.outputs[0].shape[0]),
        has_bias_(node.inputs.size() == 3),
        product_(rows_, factor_),
        activation_(activation) {}

  std::size_t scratch_bytes() const override { return product_.scratch_bytes(); }
  std::int64_t extent() const override { return factor_.panels(); }

  void run(const KernelArguments& arguments) override {
    auto* dst = static_cast<float*>(arguments.outputs[0]);
    product_.run({static_cast<const float*>(arguments.inputs[0]),
                  static_cast<const float*>(arguments.inputs[1]),
                  has_bias_ ? static_cast<const float*>(arguments.inputs[2]) : nullptr, dst,
                  arguments.scratch},
                 arguments.begin, arguments.end);
    activate(dst, arguments.begin * factor_.width,
             std::min(factor_.n, arguments.end * factor_.width));
  }

 private:
  void activate(float* dst, std::int64_t first, std::int64_t last) const {
    const auto columns = static_cast<std::size_t>(last - first);
    if (last - first == factor_.n) {
      return activation_.apply(dst, columns * static_cast<std::size_t>(rows_));
    }
    for (std::int64_t i = 0; i < rows_; ++i)
      activation_.apply(dst + i * factor_.n + first, columns);
  }

  ops::PackedFactor factor_;
  std::int64_t rows_;
  bool has_bias_;
  PackedProduct product_;
  Activation activation_;
};

bool fits(const Node& node) {
  return node.outputs[0].dtype == DType::f32 && node.outputs[0].shape.size() > 0 &&
         ops::packed_factor_of(node).width == packed_width();
}

}  // namespace

std::unique_ptr<Kernel> make_pack_factor(const Node& node) {
  return fits(node) ? std::make_unique<PackFactor>(node) : nullptr;
}

std::unique_ptr<Kernel> make_packed_matmul(const Node& node) {
  const auto activation = Activation::of(node);
  if (!fits(node) || !activation) return nullptr;
  return std::make_unique<PackedMatmul>(node, *activation);
}

}  // namespace ganglion::kernels::simd

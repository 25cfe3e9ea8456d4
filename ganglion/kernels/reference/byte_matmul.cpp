#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/byte_product.h"

namespace ganglion::kernels::reference {
namespace {

class PackBytes : public Kernel {
 public:
  explicit PackBytes(const Node& node) : panels_(ops::byte_panels_of(node)) {}

  void run(const KernelArguments& arguments) override {
    const auto* from = input<float>(arguments, 0);
    auto* to = output<std::int8_t>(arguments);
    std::fill(to, to + panels_.size(), std::int8_t{0});
    for (std::int64_t p = 0; p < panels_.k; ++p) {
      for (std::int64_t j = 0; j < panels_.n; ++j) {
        to[panels_.place(p, j)] = static_cast<std::int8_t>(from[p * panels_.n + j]);
      }
    }
  }

 private:
  ops::BytePanels panels_;
};

class ByteMatmul : public Kernel {
 public:
  explicit ByteMatmul(const Node& node)
      : panels_(ops::byte_panels_of(node)),
        rows_(node.outputs[0].shape[0]),
        has_bias_(node.inputs.size() == 4),
        activation_(node) {}

  void run(const KernelArguments& arguments) override {
    const auto* a = input<float>(arguments, 0);
    const auto* b = input<std::int8_t>(arguments, 1);
    const auto* scale = input<float>(arguments, 2);
    const auto* bias = has_bias_ ? input<float>(arguments, 3) : nullptr;
    auto* dst = output<float>(arguments);
    for (std::int64_t i = 0; i < rows_; ++i) {
      const bool finite = std::all_of(a + i * panels_.k, a + (i + 1) * panels_.k,
                                      [](float x) { return std::isfinite(x); });
      if (!finite) {
        std::fill_n(dst + i * panels_.n, panels_.n, std::numeric_limits<float>::quiet_NaN());
        continue;
      }
      for (std::int64_t j = 0; j < panels_.n; ++j) {
        std::int64_t sum = 0;
        for (std::int64_t p = 0; p < panels_.k; ++p) {
          sum += static_cast<std::int64_t>(a[i * panels_.k + p]) * b[panels_.place(p, j)];
        }
        const float scaled = static_cast<float>(sum) * scale[j];
        dst[i * panels_.n + j] = activation_(bias == nullptr ? scaled : scaled + bias[j]);
      }
    }
  }

 private:
  ops::BytePanels panels_;
  std::int64_t rows_;
  bool has_bias_;
  FusedActivation activation_;
};

}  // namespace

std::unique_ptr<Kernel> make_pack_bytes(const Node& node) {
  return std::make_unique<PackBytes>(node);
}
std::unique_ptr<Kernel> make_byte_matmul(const Node& node) {
  return std::make_unique<ByteMatmul>(node);
}

}  // namespace ganglion::kernels::reference

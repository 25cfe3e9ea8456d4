#include <algorithm>

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/packed.h"

namespace ganglion::kernels::reference {
namespace {

template <class T>
class PackFactor : public Kernel {
 public:
  explicit PackFactor(const Node& node)
      : factor_(ops::packed_factor_of(node)), transposed_(node.attributes.flag("transpose_b")) {}

  void run(const KernelArguments& arguments) override {
    const T* from = input<T>(arguments, 0);
    T* to = output<T>(arguments);
    std::fill(to, to + factor_.size(), T{0});
    for (std::int64_t p = 0; p < factor_.k; ++p) {
      for (std::int64_t j = 0; j < factor_.n; ++j) {
        to[factor_.place(p, j)] = from[transposed_ ? j * factor_.k + p : p * factor_.n + j];
      }
    }
  }

 private:
  ops::PackedFactor factor_;
  bool transposed_;
};

/// Sums in double, so that it may judge others.
template <class T>
class PackedMatmul : public Kernel {
 public:
  explicit PackedMatmul(const Node& node)
      : factor_(ops::packed_factor_of(node)),
        rows_(node.outputs[0].shape[0]),
        has_bias_(node.inputs.size() == 3),
        activation_(node) {}

  void run(const KernelArguments& arguments) override {
    const T* a = input<T>(arguments, 0);
    const T* b = input<T>(arguments, 1);
    const T* bias = has_bias_ ? input<T>(arguments, 2) : nullptr;
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < rows_; ++i) {
      for (std::int64_t j = 0; j < factor_.n; ++j) {
        double sum = bias != nullptr ? static_cast<double>(bias[j]) : 0.0;
        for (std::int64_t p = 0; p < factor_.k; ++p) {
          sum += static_cast<double>(a[i * factor_.k + p]) *
                 static_cast<double>(b[factor_.place(p, j)]);
        }
        dst[i * factor_.n + j] = activation_(static_cast<T>(sum));
      }
    }
  }

 private:
  ops::PackedFactor factor_;
  std::int64_t rows_;
  bool has_bias_;
  FusedActivation activation_;
};

}  // namespace

std::unique_ptr<Kernel> make_pack_factor(const Node& node) {
  return make_typed<PackFactor>(node);
}
std::unique_ptr<Kernel> make_packed_matmul(const Node& node) {
  return make_typed<PackedMatmul>(node);
}

}  // namespace ganglion::kernels::reference

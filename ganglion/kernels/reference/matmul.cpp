#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/fused_activation.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/kernels/reference/typed.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/ops.h"

namespace ganglion::kernels::reference {
namespace {

/// matmul, and fused_matmul with its bias and activation. Sums in double, so that it may judge
/// others.
template <class T>
class Matmul : public Kernel {
 public:
  explicit Matmul(const Node& node)
      : rows_(node.outputs[0].shape[0]),
        columns_(node.outputs[0].shape[1]),
        has_bias_(node.inputs.size() == 3),
        activation_(node) {
    const Shape& a = node.inputs[0].shape();
    const Shape& b = node.inputs[1].shape();
    const bool ta = node.attributes.flag("transpose_a");
    const bool tb = node.attributes.flag("transpose_b");
    inner_ = a[ta ? 0 : 1];
    a_row_ = ta ? 1 : a[1];
    a_inner_ = ta ? a[1] : 1;
    b_inner_ = tb ? 1 : b[1];
    b_column_ = tb ? b[1] : 1;
    if (ops::rounds_factors(node)) rounding_ = find_scalar_function(&ops::kRoundBf16);
  }

  void run(const KernelArguments& arguments) override {
    const T* a = input<T>(arguments, 0);
    const T* b = input<T>(arguments, 1);
    const T* bias = has_bias_ ? input<T>(arguments, 2) : nullptr;
    T* dst = output<T>(arguments);
    for (std::int64_t i = 0; i < rows_; ++i) {
      for (std::int64_t j = 0; j < columns_; ++j) {
        double sum = bias != nullptr ? static_cast<double>(bias[j]) : 0.0;
        for (std::int64_t k = 0; k < inner_; ++k) {
          sum += factor(a[i * a_row_ + k * a_inner_]) * factor(b[k * b_inner_ + j * b_column_]);
        }
        dst[i * columns_ + j] = activation_(static_cast<T>(sum));
      }
    }
  }

 private:
  double factor(T x) const {
    return static_cast<double>(rounding_ != nullptr ? rounding_->template apply<T>(&x, 0) : x);
  }

  std::int64_t rows_, columns_, inner_ = 0;
  std::int64_t a_row_ = 0, a_inner_ = 0, b_inner_ = 0, b_column_ = 0;
  bool has_bias_;
  const ScalarFunction* rounding_ = nullptr;  ///< of factors
  FusedActivation activation_;
};

}  // namespace

std::unique_ptr<Kernel> make_matmul(const Node& node) {
  return make_typed<Matmul>(node);
}
std::unique_ptr<Kernel> make_fused_matmul(const Node& node) {
  return make_matmul(node);
}

}  // namespace ganglion::kernels::reference

#include "ganglion/kernels/reference/families.h"
#include "ganglion/kernels/reference/typed.h"

namespace ganglion::kernels::reference {
namespace {

/// A product for each place of the leading axes. Sums in double.
template <class T>
class BatchedMatmul : public Kernel {
 public:
  explicit BatchedMatmul(const Node& node)
      : transpose_a_(node.attributes.flag("transpose_a")),
        transpose_b_(node.attributes.flag("transpose_b")),
        rows_(node.outputs[0].shape[-2]),
        columns_(node.outputs[0].shape[-1]),
        inner_(node.inputs[0].shape()[transpose_a_ ? -2 : -1]),
        size_(node.outputs[0].shape.size()) {}

  void run(const KernelArguments& arguments) override {
    const T* a = input<T>(arguments, 0);
    const T* b = input<T>(arguments, 1);
    T* c = output<T>(arguments);
    for (std::int64_t place = 0; place < size_; ++place) {
      const std::int64_t i = place / columns_ % rows_;
      const std::int64_t j = place % columns_;
      const std::int64_t matrix = place / (rows_ * columns_);
      double sum = 0.0;
      for (std::int64_t k = 0; k < inner_; ++k) {
        const std::int64_t in_a = transpose_a_ ? k * rows_ + i : i * inner_ + k;
        const std::int64_t in_b = transpose_b_ ? j * inner_ + k : k * columns_ + j;
        sum += static_cast<double>(a[matrix * rows_ * inner_ + in_a]) *
               static_cast<double>(b[matrix * inner_ * columns_ + in_b]);
      }
      c[place] = static_cast<T>(sum);
    }
  }

 private:
  bool transpose_a_, transpose_b_;
  std::int64_t rows_, columns_, inner_, size_;
};

}  // namespace

std::unique_ptr<Kernel> make_batched_matmul(const Node& node) {
  return make_typed<BatchedMatmul>(node);
}

}  // namespace ganglion::kernels::reference
